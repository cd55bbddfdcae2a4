#pragma once

#include "engine/sessions/compare/comparison.h"

#include <QAbstractTableModel>

#include <vector>

namespace dyno::ui {

/// What the delegates of differences paint.
enum DifferenceRole {
    DifferenceSortRole = Qt::UserRole, ///< a number, or text where the column is text
    VerdictRole,                       ///< int of sessions::Verdict, where a cell has one
    IntervalRole,                      ///< QList<double>: low, change, high; empty: none
    ReachRole,                         ///< double: how far the interval's picture goes to both sides
};

/// The figures of two samples and how they differ, one a row.
class DifferenceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Metric, Before, After, Change, Interval, Verdict, ColumnCount };

    explicit DifferenceModel(QObject* parent = nullptr);

    void setDifferences(std::vector<sessions::Difference> differences);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<sessions::Difference> m_rows;
    double m_reach = 0;
};

/// Where the differences of tools or phases are read side by side: one part a row, its p50 and its p99.
class PartDifferenceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Name,
        CallsBefore,
        CallsAfter,
        P50Before,
        P50After,
        P50Change,
        P99Before,
        P99After,
        P99Change,
        ColumnCount
    };

    /// `what` heads the names: "tool".
    PartDifferenceModel(QString what, QObject* parent);

    void setParts(std::vector<sessions::PartDifference> parts);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString m_what;
    std::vector<sessions::PartDifference> m_rows;
};

} // namespace dyno::ui
