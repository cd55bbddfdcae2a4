#include "ui/models/connection_model.h"

#include "ui/format.h"
#include "ui/models/merge_rows.h"
#include "ui/models/state_colour.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::ConnectionStatus;

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, ConnectionModel::ColumnCount> headings{{
    {u"id", u"Names the connection for as long as the console runs"},
    {u"server", u"The server it belongs to"},
    {u"transport", u"How bytes travel"},
    {u"pid", u"Process id of the server's process"},
    {u"HTTP", u"Version of HTTP that its answers came with"},
    {u"sockets",
     u"TCP connections that were opened for it, and requests that went over one that was open already"},
    {u"state", u"What the connection is doing"},
    {u"up", u"Time since it became ready"},
    {u"calls", u"Calls that ended"},
    {u"errors", u"Calls that failed, timed out or were cancelled"},
    {u"in flight", u"Calls that were sent and have no answer yet"},
    {u"p50", u"Half of its calls were at least this fast"},
    {u"p99", u"99 of 100 of its calls were at least this fast"},
    {u"RSS", u"Resident memory of its process and all descendants"},
    {u"CPU", u"Of one core, its process and all descendants"},
}};

bool isText(int column) {
    return column == ConnectionModel::Server || column == ConnectionModel::Transport ||
           column == ConnectionModel::State;
}

// Neither counted nor measured over a range.
bool isOfNow(int column) {
    return column == ConnectionModel::Sockets || column == ConnectionModel::InFlight ||
           column == ConnectionModel::Rss || column == ConnectionModel::Cpu;
}

// A server that somebody else runs has no process of ours.
bool hasProcess(const ConnectionStatus& connection) {
    return connection.transport == "stdio";
}

QString pidText(const ConnectionStatus& connection) {
    if (!hasProcess(connection))
        return {};
    return connection.pid == 0 ? u"–"_s : QString::number(connection.pid);
}

QString socketsText(const ConnectionStatus& connection) {
    if (hasProcess(connection))
        return {};
    return formatCount(connection.socketsOpened) % u" + "_s % formatCount(connection.socketsReused) %
           u" reused"_s;
}

QString lateAndStray(const ConnectionStatus& connection) {
    return u"late replies: %1\nlines on stdout that were no message: %2"_s.arg(
        formatCount(connection.lateReplies), formatCount(connection.strayLines));
}

} // namespace

struct ConnectionModel::Merger {
    ConnectionModel& model;

    void insertRow(int row, ConnectionStatus value) {
        model.beginInsertRows({}, row, row);
        model.m_rows.insert(model.m_rows.begin() + row, std::move(value));
        model.endInsertRows();
    }

    void dropRow(int row) {
        model.beginRemoveRows({}, row, row);
        model.m_rows.erase(model.m_rows.begin() + row);
        model.endRemoveRows();
    }

    void updateRow(int row, ConnectionStatus value) {
        int first = ColumnCount, last = -1;
        for (int column = 0; column < ColumnCount; ++column) {
            if (model.text(model.m_rows[row], column) != model.text(value, column)) {
                first = std::min(first, column);
                last = column;
            }
        }
        model.m_rows[row] = std::move(value);
        if (last >= 0)
            Q_EMIT model.dataChanged(model.index(row, first), model.index(row, last));
    }
};

ConnectionModel::ConnectionModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void ConnectionModel::setConnections(std::vector<ConnectionStatus> connections) {
    mergeRows(m_rows, std::move(connections), Merger{*this});
}

void ConnectionModel::setRanged(bool ranged) {
    if (std::exchange(m_ranged, ranged) != ranged && !m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ConnectionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ConnectionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConnectionStatus& connection = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(connection, index.column());
    case Qt::ToolTipRole:
        return m_ranged ? QString() : lateAndStray(connection);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight));
    case SortRole:
        return sortKey(connection, index.column());
    case IdRole:
        return connection.id;
    case ColourRole:
        return int(stateColour(connection.state));
    default:
        return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[section].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[section].toolTip.toString();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isText(section) ? Qt::AlignLeft : Qt::AlignRight));
    return {};
}

QString ConnectionModel::text(const ConnectionStatus& connection, int column) const {
    if (m_ranged && isOfNow(column))
        return {};
    switch (Column(column)) {
    case Id:
        return QString::number(connection.id);
    case Server:
        return toQString(connection.serverName);
    case Transport:
        return toQString(connection.transport);
    case Pid:
        return pidText(connection);
    case Http:
        return toQString(connection.httpVersion);
    case Sockets:
        return socketsText(connection);
    case State:
        return toQString(name(connection.state));
    case Up:
        return formatUptime(connection.up);
    case Calls:
        return formatCount(connection.calls);
    case Errors:
        return formatCount(connection.errors);
    case InFlight:
        return formatCount(connection.inFlight);
    case P50:
        return formatLatency(connection.p50);
    case P99:
        return formatLatency(connection.p99);
    case Rss:
        return hasProcess(connection) ? formatBytes(connection.rssBytes) : QString();
    case Cpu:
        return hasProcess(connection) ? formatShare(connection.cpuShare) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ConnectionModel::sortKey(const ConnectionStatus& connection, int column) const {
    switch (Column(column)) {
    case Id:
        return connection.id;
    case Pid:
        return connection.pid;
    case Sockets:
        return qulonglong(connection.socketsOpened);
    case Up:
        return qlonglong(connection.up.count());
    case Calls:
        return qulonglong(connection.calls);
    case Errors:
        return qulonglong(connection.errors);
    case InFlight:
        return connection.inFlight;
    case P50:
        return qlonglong(connection.p50.count());
    case P99:
        return qlonglong(connection.p99.count());
    case Rss:
        return qulonglong(connection.rssBytes);
    case Cpu:
        return connection.cpuShare;
    default:
        return text(connection, column);
    }
}

} // namespace dyno::ui
