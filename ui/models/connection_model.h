#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>

#include <vector>

namespace dyno::ui {

/// Every connection, one a row, in the order in which they came up. A new snapshot changes only the cells
/// that differ.
class ConnectionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Id,
        Server,
        Transport,
        Pid,
        Http,
        Sockets,
        State,
        Up,
        Calls,
        Errors,
        InFlight,
        P50,
        P99,
        Rss,
        Cpu,
        ColumnCount
    };
    enum Role {
        SortRole = Qt::UserRole, ///< a number, or text where the column is text
        IdRole,                  ///< ConnectionId
        ColourRole,              ///< Colour, of the State column
    };

    explicit ConnectionModel(QObject* parent = nullptr);

    void setConnections(std::vector<telemetry::ConnectionStatus> connections);
    /// Counts and latencies are of a range: what is known of another moment alone is left out.
    void setRanged(bool ranged);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Merger;

    QString text(const telemetry::ConnectionStatus& connection, int column) const;
    QVariant sortKey(const telemetry::ConnectionStatus& connection, int column) const;

    std::vector<telemetry::ConnectionStatus> m_rows;
    bool m_ranged = false;
};

} // namespace dyno::ui
