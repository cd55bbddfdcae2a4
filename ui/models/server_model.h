#pragma once

#include "engine/telemetry/snapshot.h"

#include <QAbstractItemModel>

#include <vector>

namespace dyno::ui {

/// Servers, each with its tools beneath it. Updates touch only what differs, so that the tree stays unfolded
/// and selected while figures move.
class ServerModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        ServerIdRole = Qt::UserRole, ///< ServerId, of a tool its server's
        SecondLineRole,              ///< what is written under a server's name
        ColourRole,                  ///< Colour of a server's dot
        FailedRole,                  ///< bool
        ReadOnlyRole,                ///< bool, of a tool
    };

    explicit ServerModel(QObject* parent = nullptr);

    /// Connections give the process ids.
    void setServers(std::vector<telemetry::ServerStatus> servers,
                    const std::vector<telemetry::ConnectionStatus>& connections);
    /// Servers that lack something that only a person can give; shown with the next setServers().
    void setIncomplete(std::vector<ServerId> ids) { m_incomplete = std::move(ids); }
    bool isIncomplete(ServerId id) const;

    /// Null when there is no such server.
    const telemetry::ServerStatus* server(ServerId id) const;
    QModelIndex indexOf(ServerId id) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        ServerId id = 0;
        telemetry::ServerStatus status;
        QString secondLine;
        bool incomplete = false;
    };
    struct Merger;

    void setTools(int row, std::shared_ptr<const std::vector<mcp::Tool>> tools);
    QVariant serverData(const Row& row, int role) const;
    QVariant toolData(const Row& row, int tool, int role) const;

    std::vector<Row> m_rows;
    std::vector<ServerId> m_incomplete;
};

} // namespace dyno::ui
