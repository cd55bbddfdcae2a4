#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractTableModel>

#include <string>
#include <utility>
#include <vector>

namespace dyno::ui {

/// The circuit breakers, one a row: those that have seen a failure, and for each server without one, while
/// breakers are on and of servers, one that is closed, so that it can be tripped by hand.
class BreakerModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Of, State, Failures, History, ColumnCount };
    enum Role {
        ServerRole = Qt::UserRole, ///< ServerId
        ToolRole,                  ///< QString; empty: of the whole server
        ColourRole,                ///< Colour, of the State column
    };
    using Key = std::pair<ServerId, std::string>;

    explicit BreakerModel(QObject* parent = nullptr);

    void setSnapshot(const telemetry::Snapshot& snapshot);

    /// What a row knows, and when that was. For the delegate that draws the history.
    const telemetry::BreakerStatus& status(int row) const { return m_rows[std::size_t(row)].status; }
    async::Duration now() const { return m_now; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        Key id;
        QString of;
        telemetry::BreakerStatus status;
    };
    struct Merger;

    static std::vector<Row> rowsOf(const telemetry::Snapshot& snapshot);
    static QString text(const Row& row, int column);

    std::vector<Row> m_rows;
    async::Duration m_now{};
    async::Duration m_drawn{}; ///< when the histories were last drawn anew
};

} // namespace dyno::ui
