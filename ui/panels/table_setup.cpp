#include "ui/panels/table_setup.h"

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace dyno::ui {

void setUpTable(QTableView& table, const QStringList& samples) {
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setTabKeyNavigation(false);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    const QFontMetrics digits(Theme::numberFont());
    const QFontMetrics letters(table.font());
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(letters.height() + 8);
    QHeaderView* header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(40);
    for (int column = 0; column < samples.size(); ++column) {
        if (samples[column].isEmpty())
            continue;
        const QString title = table.model()->headerData(column, Qt::Horizontal).toString();
        const int content = digits.horizontalAdvance(samples[column]) + 12;
        header->resizeSection(column, std::max(content, letters.horizontalAdvance(title) + 30));
    }
}

} // namespace dyno::ui
