#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace dyno::ui {

/// Sessions in which each word is found, in whatever case; pinned ones first, however the others are sorted.
class HistoryFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit HistoryFilter(QObject* parent);

    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
};

} // namespace dyno::ui
