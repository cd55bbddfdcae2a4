#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>
#include <QString>

#include <deque>
#include <map>

namespace dyno::ui {

/// The protocol trace, oldest message first, as bounded as the engine keeps it.
class TraceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Direction, Kind, Method, Id, Size, Connection, Server, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole, ///< TraceEntry::Kind as int
        ColourRole,              ///< Colour of the kind
        DirectionRole,           ///< TraceEntry::Direction as int
        ServerIdRole,
    };

    explicit TraceModel(QObject* parent = nullptr);

    /// Servers' names; one that went keeps its last.
    void setServers(const std::vector<telemetry::ServerStatus>& servers);
    /// Removes what the trace no longer holds and appends what is new, by sequence number.
    void setTrace(const std::vector<telemetry::TraceEntry>& trace);
    /// Forgets what is shown; only newer messages come.
    void clear();

    const telemetry::TraceEntry& entry(int row) const { return m_entries[row]; }
    /// Rows as a JSON array of objects: at (seconds), server, connection, direction, message. A message that
    /// is no JSON, or was cut, is a string.
    QString json(const QList<int>& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const telemetry::TraceEntry& entry, int column) const;
    QString serverName(ServerId id) const;

    std::deque<telemetry::TraceEntry> m_entries;
    std::map<ServerId, QString> m_names;
    std::uint64_t m_newest = 0; ///< sequence of the newest message that was shown
};

} // namespace dyno::ui
