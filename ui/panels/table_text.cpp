#include "ui/panels/table_text.h"

#include <QStringList>
#include <QTableView>

#include <algorithm>

namespace dyno::ui {

QString selectedRowsAsText(const QTableView& table) {
    const QAbstractItemModel& model = *table.model();
    QStringList cells, lines;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.headerData(column, Qt::Horizontal).toString();
    lines << cells.join(u'\t');
    QModelIndexList rows = table.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column)
            cells << row.siblingAtColumn(column).data().toString();
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

} // namespace dyno::ui
