#include "ui/panels/server_detail/detail_html.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString escaped(const QString& text) {
    return text.toHtmlEscaped().replace(u'\n', u"<br>"_s);
}

} // namespace

DetailHtml::DetailHtml(const Theme& theme)
    : m_theme(theme) {}

QString DetailHtml::coloured(const QString& text, Colour colour) const {
    return u"<span style=\"color:%1\">"_s.arg(m_theme.colour(colour).name()) % escaped(text) % u"</span>"_s;
}

void DetailHtml::endTable() {
    if (m_inTable)
        m_html += u"</table>"_s;
    m_inTable = false;
}

void DetailHtml::heading(const QString& text) {
    endTable();
    m_html += u"<p style=\"margin:6px 0 3px 0\"><b>"_s % escaped(text) % u"</b></p>"_s;
}

void DetailHtml::muted(const QString& text) {
    endTable();
    m_html += u"<p style=\"margin:2px 0\">"_s % coloured(text, Colour::MutedText) % u"</p>"_s;
}

void DetailHtml::problem(const QString& text) {
    endTable();
    m_html += u"<p style=\"margin:2px 0\">"_s % coloured(text, Colour::Bad) % u"</p>"_s;
}

void DetailHtml::paragraph(const QString& text) {
    endTable();
    m_html += u"<p style=\"margin:4px 0; white-space:pre-wrap\">"_s % text.toHtmlEscaped() % u"</p>"_s;
}

void DetailHtml::badge(const QString& text, Colour colour) {
    endTable();
    m_html += u"<span style=\"background-color:%1;color:%2\">&nbsp;%3&nbsp;</span>&nbsp; "_s.arg(
        m_theme.colour(Colour::Raised).name(), m_theme.colour(colour).name(), escaped(text));
}

void DetailHtml::fact(const QString& name, const QString& value) {
    if (value.isEmpty())
        return;
    if (!m_inTable)
        m_html += u"<table cellspacing=\"0\" cellpadding=\"1\">"_s;
    m_inTable = true;
    m_html += u"<tr><td style=\"padding-right:14px\">"_s % coloured(name, Colour::MutedText) %
              u"</td><td>"_s % escaped(value) % u"</td></tr>"_s;
}

void DetailHtml::json(const QString& text) {
    endTable();
    m_html += u"<pre style=\"margin:4px 0; font-family:'%1'\">"_s.arg(Theme::numberFont().family()) %
              text.toHtmlEscaped() % u"</pre>"_s;
}

QString DetailHtml::html() {
    endTable();
    return m_html;
}

} // namespace dyno::ui
