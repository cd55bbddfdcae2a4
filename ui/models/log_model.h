#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>

#include <deque>

namespace dyno::ui {

/// The engine's log, oldest first, as bounded as the engine keeps it.
class LogModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Level, Source, Text, ColumnCount };
    enum Role {
        LevelRole = Qt::UserRole, ///< telemetry::LogLevel as int
        ColourRole,               ///< Colour of the level
        FullTextRole,             ///< every line of the entry
    };

    explicit LogModel(QObject* parent = nullptr);

    /// Removes what the log no longer holds and appends what is new, by sequence number.
    void setLog(const std::vector<telemetry::LogEntry>& log);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// One entry as a line of a text file (several when its text has several).
    QString line(int row) const;

private:
    QString text(const telemetry::LogEntry& entry, int column) const;

    std::deque<telemetry::LogEntry> m_entries;
};

} // namespace dyno::ui
