#include "ui/report/html_parts.h"

#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qsizetype mostTitle = 10'000; // as much as a tool tip needs, and more

QString paragraphs(const QStringList& texts) {
    QString html;
    for (const QString& text : texts)
        html += u"<p dir=\"auto\">%1</p>\n"_s.arg(text.toHtmlEscaped());
    return html;
}

QString htmlFacts(const Facts& facts) {
    QString html = facts.title.isEmpty() ? QString() : u"<h3>%1</h3>\n"_s.arg(facts.title.toHtmlEscaped());
    html += u"<dl>\n"_s;
    for (const auto& [name, value] : facts.rows)
        html += u"<div><dt>%1</dt><dd>%2</dd></div>\n"_s.arg(name.toHtmlEscaped(), htmlName(value, 4000));
    return html % u"</dl>\n"_s;
}

QString htmlEvidence(const Evidence& evidence) {
    QString html = u"<article class=\"evidence %1\">\n<h3>%2 <span class=\"note\">%3</span></h3>\n"_s.arg(
        evidence.tone == Tone::Muted ? u"muted"_s : QString(), htmlName(evidence.title),
        htmlName(evidence.note, 200));
    if (!evidence.message.isEmpty())
        html += u"<p class=\"message\" dir=\"auto\">%1</p>\n"_s.arg(evidence.message.toHtmlEscaped());
    if (!evidence.detail.isEmpty())
        html += u"<pre tabindex=\"0\">%1</pre>\n"_s.arg(evidence.detail.toHtmlEscaped());
    return html % u"</article>\n"_s;
}

struct BlockWriter {
    QString operator()(const Paragraphs& block) const { return paragraphs(block.texts); }
    QString operator()(const Table& block) const { return htmlTable(block); }
    QString operator()(const Facts& block) const { return htmlFacts(block); }
    QString operator()(const Evidence& block) const { return htmlEvidence(block); }
};

} // namespace

QString toneName(Tone tone) {
    switch (tone) {
    case Tone::Plain:
        return {};
    case Tone::Muted:
        return u"muted"_s;
    case Tone::Good:
        return u"good"_s;
    case Tone::Bad:
        return u"bad"_s;
    case Tone::Warning:
        return u"warning"_s;
    }
    return {};
}

QString htmlName(const QString& text, qsizetype most) {
    if (text.size() <= most)
        return u"<bdi>%1</bdi>"_s.arg(text.toHtmlEscaped());
    return u"<bdi title=\"%1\">%2</bdi>"_s.arg(shortened(text, mostTitle).toHtmlEscaped(),
                                               shortened(text, most).toHtmlEscaped());
}

QString htmlHead(const Content& content) {
    return u"<h1>%1</h1>\n<p class=\"subtitle\">%2</p>\n<p class=\"verdict %3\">%4</p>\n<div class=\"summary\">\n%5</div>\n"_s
        .arg(htmlName(content.title, 160), content.subtitle.toHtmlEscaped(), toneName(content.tone),
             content.verdict.toHtmlEscaped(), paragraphs(content.words));
}

QString htmlTiles(const std::vector<Tile>& tiles) {
    QString html;
    for (const Tile& tile : tiles)
        html += u"<li class=\"tile %1\"><span class=\"name\">%2</span> <span class=\"number\">%3"
                "<span class=\"unit\"> %4</span></span> <span class=\"note\">%5</span></li>\n"_s.arg(
                    toneName(tile.tone), tile.name.toHtmlEscaped(), tile.number.toHtmlEscaped(),
                    tile.unit.toHtmlEscaped(), tile.note.toHtmlEscaped());
    return html;
}

QString htmlSections(const std::vector<Section>& sections) {
    QString html;
    for (const Section& section : sections) {
        html += u"<section id=\"%1\" aria-labelledby=\"%1-heading\">\n<h2 id=\"%1-heading\">%2</h2>\n"_s.arg(
            section.name, section.title.toHtmlEscaped());
        for (const Block& block : section.blocks)
            html += std::visit(BlockWriter(), block);
        html += u"</section>\n"_s;
    }
    return html;
}

} // namespace dyno::ui
