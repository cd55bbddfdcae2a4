#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace dyno::ui {

/// The pool of each server, and what it is among the replicas of its group.
class PoolModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Server,
        Ready,
        InFlight,
        Waiting,
        Opened,
        Closed,
        Group,
        Weight,
        State,
        Chosen,
        Latency,
        ColumnCount
    };
    enum Role { ColourRole = Qt::UserRole }; ///< Colour, of the State column

    explicit PoolModel(QObject* parent = nullptr);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    bool hasReplicas() const;
    static bool isOfReplicas(int column) { return column >= Group; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        ServerId id = 0;
        QString server;
        telemetry::PoolStatus pool;
        std::optional<telemetry::ReplicaStatus> replica;
        double chosenShare = 0; ///< of its group
    };
    struct Merger;

    static std::vector<Row> rowsOf(const telemetry::Snapshot& snapshot);
    static QString text(const Row& row, int column);
    static QString replicaText(const Row& row, int column);

    std::vector<Row> m_rows;
};

} // namespace dyno::ui
