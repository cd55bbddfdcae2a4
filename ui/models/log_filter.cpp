#include "ui/models/log_filter.h"

#include "ui/models/log_model.h"

namespace dyno::ui {

void LogFilter::setLeast(telemetry::LogLevel least) {
    m_least = least;
    invalidateFilter();
}

void LogFilter::setText(const QString& text) {
    m_text = text;
    invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, LogModel::Text, parent);
    if (index.data(LogModel::LevelRole).toInt() < int(m_least))
        return false;
    const QModelIndex source = index.siblingAtColumn(LogModel::Source);
    return m_text.isEmpty() ||
           index.data(LogModel::FullTextRole).toString().contains(m_text, Qt::CaseInsensitive) ||
           source.data().toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace dyno::ui
