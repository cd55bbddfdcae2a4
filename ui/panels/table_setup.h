#pragma once

#include <QStringList>

class QTableView;

namespace dyno::ui {

/// One look for every table: whole rows, no grid, compact. `samples` holds a text per column that is as wide
/// as the column gets, so that widths are right from the start and never follow the data; an empty one is not
/// sized.
void setUpTable(QTableView& table, const QStringList& samples);

} // namespace dyno::ui
