#include "ui/models/history_filter.h"

#include "ui/models/history_model.h"

#include <algorithm>

namespace dyno::ui {

HistoryFilter::HistoryFilter(QObject* parent)
    : QSortFilterProxyModel(parent) {
    setSortRole(HistoryModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void HistoryFilter::setText(const QString& text) {
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool HistoryFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (m_words.isEmpty())
        return true;
    const QString text = sourceModel()->index(row, 0, parent).data(HistoryModel::SearchRole).toString();
    return std::ranges::all_of(m_words,
                               [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool HistoryFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const bool one = left.data(HistoryModel::PinnedRole).toBool();
    const bool other = right.data(HistoryModel::PinnedRole).toBool();
    if (one != other)
        return (sortOrder() == Qt::AscendingOrder) == one;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace dyno::ui
