#include "ui/models/trace_model.h"

#include "ui/format.h"
#include "ui/json_text.h"
#include "ui/models/trace_text.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::TraceEntry;

namespace {

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, TraceModel::ColumnCount> headings{{
    {u"time", u"Since the console's start"},
    {u"", u"→ to the server, ← from the server"},
    {u"kind", u"What kind of JSON-RPC message it is"},
    {u"method", u"Its method; of a response, its request's"},
    {u"id", u"Its JSON-RPC id; notifications have none"},
    {u"size", u"Of the whole message"},
    {u"conn.", u"The connection's id"},
    {u"server", u"The server it went to or came from"},
}};

Qt::Alignment alignment(int column) {
    const bool number = column == TraceModel::Size || column == TraceModel::Connection;
    return Qt::AlignVCenter | (number                            ? Qt::AlignRight
                               : column == TraceModel::Direction ? Qt::AlignHCenter
                                                                 : Qt::AlignLeft);
}

} // namespace

TraceModel::TraceModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void TraceModel::setServers(const std::vector<telemetry::ServerStatus>& servers) {
    bool changed = false;
    for (const telemetry::ServerStatus& server : servers) {
        QString& name = m_names[server.id];
        changed |= name != toQString(server.name);
        name = toQString(server.name);
    }
    if (changed && !m_entries.empty())
        Q_EMIT dataChanged(index(0, Server), index(rowCount() - 1, Server));
}

void TraceModel::setTrace(const std::vector<TraceEntry>& trace) {
    const std::uint64_t oldest = trace.empty() ? UINT64_MAX : trace.front().sequence;
    const auto kept = std::ranges::lower_bound(m_entries, oldest, {}, &TraceEntry::sequence);
    if (kept != m_entries.begin()) {
        beginRemoveRows({}, 0, int(kept - m_entries.begin()) - 1);
        m_entries.erase(m_entries.begin(), kept);
        endRemoveRows();
    }
    const auto fresh = std::ranges::upper_bound(trace, m_newest, {}, &TraceEntry::sequence);
    if (fresh == trace.end())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(trace.end() - fresh) - 1);
    m_entries.insert(m_entries.end(), fresh, trace.end());
    m_newest = trace.back().sequence;
    endInsertRows();
}

void TraceModel::clear() {
    if (m_entries.empty())
        return;
    beginRemoveRows({}, 0, rowCount() - 1);
    m_entries.clear();
    endRemoveRows();
}

QString TraceModel::json(const QList<int>& rows) const {
    QStringList objects;
    for (const int row : rows)
        objects << traceJson(m_entries[row], serverName(m_entries[row].server));
    return objects.isEmpty() ? u"[]"_s : QString(u"[\n"_s % objects.join(u",\n"_s) % u"\n]"_s);
}

int TraceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_entries.size());
}

int TraceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TraceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TraceEntry& entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignment(index.column()));
    case Qt::AccessibleTextRole:
        return index.column() == Direction ? directionName(entry.direction) : text(entry, index.column());
    case KindRole:
        return int(entry.kind);
    case ColourRole:
        return int(kindColour(entry.kind));
    case DirectionRole:
        return int(entry.direction);
    case ServerIdRole:
        return entry.server;
    default:
        return {};
    }
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[section].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[section].toolTip.toString();
    return role == Qt::TextAlignmentRole ? QVariant::fromValue(alignment(section)) : QVariant();
}

QString TraceModel::text(const TraceEntry& entry, int column) const {
    switch (Column(column)) {
    case Time:
        return formatTimeStamp(entry.at);
    case Server:
        return serverName(entry.server);
    case Connection:
        return QString::number(entry.connection);
    case Direction:
        return entry.direction == TraceEntry::Direction::Out ? u"→"_s : u"←"_s;
    case Kind:
        return kindName(entry.kind);
    case Method:
        return toQString(entry.method);
    case Id:
        return toQString(entry.id);
    case Size:
        return formatBytes(entry.bytes);
    case ColumnCount:
        break;
    }
    return {};
}

QString TraceModel::serverName(ServerId id) const {
    const auto found = m_names.find(id);
    return found == m_names.end() ? QString::number(id) : found->second;
}

} // namespace dyno::ui
