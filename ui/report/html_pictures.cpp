#include "ui/report/html_parts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

/// A picture is there in each width that its place may have, and the style sheet shows one: so its type is as
/// large as the page's, whatever the screen.
struct Width {
    double pixels;
    QStringView name;
};
constexpr Width narrow{360, u"narrow"}, wide{600, u"wide"}, full{1160, u"full"};

QString shapeName(CurveShape shape) {
    return shape == CurveShape::Bars ? u"bar"_s : u"line"_s;
}

QString htmlLegend(const std::vector<LegendEntry>& legend) {
    QString html = u"<ul class=\"legend\">\n"_s;
    for (const LegendEntry& entry : legend)
        html += u"<li><span class=\"swatch %1\" style=\"background:%2\"></span>%3%4</li>\n"_s.arg(
            shapeName(entry.shape), colourVariable(entry.colour), htmlName(entry.name, 40),
            entry.value.isEmpty() ? QString() : u" <b>%1</b>"_s.arg(entry.value.toHtmlEscaped()));
    return html % u"</ul>\n"_s;
}

QString htmlPicture(const Picture& picture) {
    QString html = u"<figure class=\"chart%1\" id=\"chart-%2\">\n<figcaption><h2>%3</h2>\n%4</figcaption>\n"
                   "<div class=\"plot\">\n"_s.arg(picture.broad ? u" broad"_s : QString(), picture.name,
                                                  picture.title.toHtmlEscaped(), htmlLegend(picture.legend));
    for (const Width& width : picture.broad ? std::vector{narrow, wide, full} : std::vector{narrow, wide}) {
        const Canvas canvas{width.pixels, picture.height, colourVariable, {}};
        html += u"<div class=\"%1\">\n%2</div>\n"_s.arg(
            width.name, svgElement(picture, canvas, picture.name % u'-' % width.name));
    }
    return html % u"</div>\n</figure>\n"_s;
}

QJsonObject readOutOf(const Picture& picture) {
    QJsonArray names, colours, at, titles, values, notes;
    for (const LegendEntry& entry : picture.legend) {
        names.append(entry.name);
        colours.append(colourVariable(entry.colour));
    }
    for (const ReadOut::Moment& moment : picture.readOut.moments) {
        at.append(double(qRound(moment.at * 10'000)) / 10'000);
        titles.append(moment.title);
        values.append(QJsonArray::fromStringList(moment.values));
    }
    for (const ReadOut::Note& note : picture.readOut.notes)
        notes.append(QJsonObject{{u"at"_s, note.at}, {u"text"_s, note.text}});
    return {{u"axis"_s, picture.readOut.axis},
            {u"names"_s, names},
            {u"colours"_s, colours},
            {u"at"_s, at},
            {u"titles"_s, titles},
            {u"values"_s, values},
            {u"notes"_s, notes}};
}

} // namespace

QString htmlPictures(const std::vector<Picture>& pictures) {
    QString html;
    for (const Picture& picture : pictures)
        html += htmlPicture(picture);
    return html;
}

// Nothing in it can end the element that it stands in, or begin a comment there.
QString readOutJson(const std::vector<Picture>& pictures) {
    QJsonObject all;
    for (const Picture& picture : pictures) {
        if (!picture.readOut.moments.empty())
            all.insert(picture.name, readOutOf(picture));
    }
    QString json = QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact));
    return json.replace(u'<', u"\\u003c"_s).replace(u'>', u"\\u003e"_s).replace(u'&', u"\\u0026"_s);
}

} // namespace dyno::ui
