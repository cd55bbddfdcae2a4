#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>

#include <deque>

namespace dyno::ui {

/// The calls that ended last, oldest first, each with where its time went.
class WaterfallModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Tool, Connection, Outcome, Total, Polls, Bars, ColumnCount };
    enum Role {
        ColourRole = Qt::UserRole, ///< Colour of the outcome
    };

    explicit WaterfallModel(QObject* parent = nullptr);

    /// Removes what is no longer among them and appends what is new, by sequence number.
    void setCalls(const std::vector<telemetry::RecentCall>& calls);

    const telemetry::RecentCall& call(int row) const { return m_calls[row]; }
    /// The length of time that the bars' whole width stands for: the longest call, rounded up to 1, 2 or 5.
    async::Duration scale() const { return m_scale; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void updateScale();
    QString text(const telemetry::RecentCall& call, int column) const;

    std::deque<telemetry::RecentCall> m_calls;
    async::Duration m_scale = std::chrono::milliseconds(1);
};

} // namespace dyno::ui
