#pragma once

class QString;
class QTableView;

namespace dyno::ui {

/// The selected rows as tab-separated lines under their headings, for a spreadsheet or an issue.
QString selectedRowsAsText(const QTableView& table);

} // namespace dyno::ui
