#include "ui/models/server_model.h"

#include "ui/format.h"
#include "ui/models/merge_rows.h"
#include "ui/models/server_text.h"
#include "ui/models/state_colour.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

struct ServerModel::Merger {
    ServerModel& model;

    void insertRow(int row, Row value) {
        model.beginInsertRows({}, row, row);
        model.m_rows.insert(model.m_rows.begin() + row, std::move(value));
        model.endInsertRows();
    }

    void dropRow(int row) {
        model.beginRemoveRows({}, row, row);
        model.m_rows.erase(model.m_rows.begin() + row);
        model.endRemoveRows();
    }

    void updateRow(int row, Row value) {
        Row& current = model.m_rows[row];
        model.setTools(row, value.status.tools);
        const bool same = current.status.name == value.status.name &&
                          current.secondLine == value.secondLine &&
                          current.status.state == value.status.state;
        current = std::move(value);
        if (!same)
            Q_EMIT model.dataChanged(model.index(row, 0), model.index(row, 0));
    }
};

ServerModel::ServerModel(QObject* parent)
    : QAbstractItemModel(parent) {}

void ServerModel::setServers(std::vector<telemetry::ServerStatus> servers,
                             const std::vector<telemetry::ConnectionStatus>& connections) {
    std::vector<Row> rows;
    for (telemetry::ServerStatus& server : servers) {
        const bool incomplete = isIncomplete(server.id);
        QString line = incomplete ? tr("needs input") : serverSecondLine(server, connections);
        rows.push_back({server.id, std::move(server), std::move(line), incomplete});
    }
    mergeRows(m_rows, std::move(rows), Merger{*this});
}

bool ServerModel::isIncomplete(ServerId id) const {
    return std::ranges::find(m_incomplete, id) != m_incomplete.end();
}

// A changed list of tools is exchanged whole: servers send it rarely, and its entries have no identity but a
// name.
void ServerModel::setTools(int row, std::shared_ptr<const std::vector<mcp::Tool>> tools) {
    auto& current = m_rows[row].status.tools;
    if (current == tools)
        return;
    const QModelIndex parent = index(row, 0);
    if (!current->empty()) {
        beginRemoveRows(parent, 0, int(current->size()) - 1);
        current = std::make_shared<std::vector<mcp::Tool>>();
        endRemoveRows();
    }
    if (!tools->empty()) {
        beginInsertRows(parent, 0, int(tools->size()) - 1);
        current = std::move(tools);
        endInsertRows();
    }
}

const telemetry::ServerStatus* ServerModel::server(ServerId id) const {
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    return found == m_rows.end() ? nullptr : &found->status;
}

QModelIndex ServerModel::indexOf(ServerId id) const {
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    return found == m_rows.end() ? QModelIndex() : index(int(found - m_rows.begin()), 0);
}

// A server's index carries 0, a tool's the id of its server: ids outlive the rows before them.
QModelIndex ServerModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(m_rows[parent.row()].id) : quintptr(0));
}

QModelIndex ServerModel::parent(const QModelIndex& child) const {
    return child.isValid() && child.internalId() != 0 ? indexOf(ServerId(child.internalId())) : QModelIndex();
}

int ServerModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid())
        return int(m_rows.size());
    return parent.internalId() == 0 && parent.column() == 0 ? int(m_rows[parent.row()].status.tools->size())
                                                            : 0;
}

int ServerModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant ServerModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QModelIndex server = parent(index);
    return server.isValid() ? toolData(m_rows[server.row()], index.row(), role)
                            : serverData(m_rows[index.row()], role);
}

QVariant ServerModel::serverData(const Row& row, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return toQString(row.status.name);
    case Qt::ToolTipRole:
        return plainToolTip(serverToolTip(row.status));
    case Qt::AccessibleTextRole:
        return QString(toQString(row.status.name) % u", " % row.secondLine);
    case ServerIdRole:
        return row.id;
    case SecondLineRole:
        return row.secondLine;
    case ColourRole:
        return int(row.incomplete ? Colour::Warning : stateColour(row.status.state));
    case FailedRole:
        return row.status.state == telemetry::ServerState::Failed;
    default:
        return {};
    }
}

QVariant ServerModel::toolData(const Row& row, int at, int role) const {
    const mcp::Tool& tool = (*row.status.tools)[at];
    switch (role) {
    case Qt::DisplayRole:
        return toQString(tool.name);
    case Qt::ToolTipRole: {
        const QString title = toQString(tool.title.empty() ? tool.name : tool.title);
        return plainToolTip(tool.description.empty() ? title : title % u'\n' % toQString(tool.description));
    }
    case ServerIdRole:
        return row.id;
    case ReadOnlyRole:
        return tool.annotations.readOnly;
    default:
        return {};
    }
}

} // namespace dyno::ui
