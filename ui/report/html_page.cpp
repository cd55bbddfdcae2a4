#include "ui/report/html_parts.h"
#include "ui/report/picture_report.h"
#include "ui/report/resource_text.h"

#include <map>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

/// Puts values in the place of "@NAME@". Once only: what a value holds is text, and no place for another.
QString filled(const QString& page, const std::map<QString, QString>& values) {
    QString result;
    qsizetype at = 0;
    for (qsizetype begin = page.indexOf(u'@'); begin >= 0; begin = page.indexOf(u'@', at)) {
        const qsizetype end = page.indexOf(u'@', begin + 1);
        const auto value = values.find(page.sliced(begin + 1, end - begin - 1));
        result += QStringView(page).sliced(at, begin - at);
        result += value->second;
        at = end + 1;
    }
    return result % QStringView(page).sliced(at);
}

QString schemeColours(Scheme scheme) {
    QString colours;
    for (const ColourEntry& entry : colourTable())
        colours += u"--%1:%2;"_s.arg(QLatin1StringView(entry.name), colourOf(entry.colour, scheme).name());
    return colours;
}

// Paper is white whatever the reader's scheme is.
QString colourRules() {
    return u":root{color-scheme:light;%1}\n@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;%2}}\n"_s
        .arg(schemeColours(Scheme::Light), schemeColours(Scheme::Dark));
}

QString icon() {
    return QString::fromLatin1(resourceText(u"report/icon.svg"_s).toUtf8().toBase64());
}

} // namespace

QByteArray htmlReport(const reports::Report& report) {
    const Content content = contentOf(report);
    return filled(resourceText(u"report/report.html"_s),
                  {{u"TITLE"_s, content.title.toHtmlEscaped()},
                   {u"ICON"_s, icon()},
                   {u"STYLE"_s, colourRules() % resourceText(u"report/report.css"_s)},
                   {u"SCRIPT"_s, resourceText(u"report/report.js"_s)},
                   {u"HEAD"_s, htmlHead(content)},
                   {u"TILES"_s, htmlTiles(content.tiles)},
                   {u"PICTURES"_s, htmlPictures(content.pictures)},
                   {u"SECTIONS"_s, htmlSections(content.sections)},
                   {u"READINGS"_s, readOutJson(content.pictures)}})
        .toUtf8();
}

} // namespace dyno::ui
