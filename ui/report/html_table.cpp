#include "ui/report/html_parts.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString kindName(ColumnKind kind) {
    switch (kind) {
    case ColumnKind::Name:
        return u"name"_s;
    case ColumnKind::Text:
        return u"text"_s;
    case ColumnKind::Words:
        return u"words"_s;
    case ColumnKind::Number:
        return u"number"_s;
    }
    return {};
}

QString classOf(ColumnKind kind, Tone tone) {
    const QString name = toneName(tone);
    return name.isEmpty() ? kindName(kind) : kindName(kind) % u' ' % name;
}

QString htmlCell(const Column& column, const Cell& cell, bool heads) {
    const QString order =
        cell.order ? u" data-order=\"%1\""_s.arg(QString::number(*cell.order, 'g', 12)) : QString();
    const QString text =
        column.kind == ColumnKind::Number ? cell.text.toHtmlEscaped() : htmlName(cell.text, 240);
    return u"<%1 class=\"%2\"%3>%4</%5>"_s.arg(heads ? u"th scope=\"row\""_s : u"td"_s,
                                               classOf(column.kind, cell.tone), order, text,
                                               heads ? u"th"_s : u"td"_s);
}

QString htmlHeader(const Table& table) {
    QString html;
    for (const Column& column : table.columns)
        html += u"<th scope=\"col\" class=\"%1\">%2</th>"_s.arg(kindName(column.kind),
                                                                column.title.toHtmlEscaped());
    return html;
}

} // namespace

QString htmlTable(const Table& table) {
    QString html = u"<div class=\"scroll\" role=\"region\" aria-label=\"%1\" tabindex=\"0\">\n"
                   "<table%2>\n<caption>%1</caption>\n<thead><tr>%3</tr></thead>\n<tbody>\n"_s.arg(
                       table.caption.toHtmlEscaped(), table.sortable ? u" data-sortable=\"\""_s : QString(),
                       htmlHeader(table));
    for (const std::vector<Cell>& row : table.rows) {
        html += u"<tr>"_s;
        for (std::size_t i = 0; i < row.size(); ++i)
            html += htmlCell(table.columns[i], row[i], i == 0);
        html += u"</tr>\n"_s;
    }
    return html % u"</tbody>\n</table>\n</div>\n"_s;
}

} // namespace dyno::ui
