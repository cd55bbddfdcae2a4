#include "ui/models/pool_model.h"

#include "ui/format.h"
#include "ui/models/merge_rows.h"
#include "ui/models/stage_effect.h"
#include "ui/theme/colours.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::PoolStatus;
using telemetry::ReplicaStatus;

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, PoolModel::ColumnCount> headings{{
    {u"pool", u"The server that its connections lead to"},
    {u"ready", u"Connections that take calls"},
    {u"in flight", u"Calls that were sent and have no answer yet"},
    {u"waiting", u"Calls that wait for a connection"},
    {u"opened", u"Connections, since the server's start"},
    {u"closed", u"Connections, and why: idle, too old, used up, or lost"},
    {u"replica of", u"The group whose calls it shares"},
    {u"weight", u"Its share of the calls, beside that of the others"},
    {u"state", u"A replica that keeps failing is ejected until it gives a sign of life"},
    {u"chosen", u"Attempts that it got, of all of its group"},
    {u"EWMA", u"Its latency, newer calls weighing more"},
}};

bool isText(int column) {
    return column == PoolModel::Server || column == PoolModel::Closed || column == PoolModel::Group ||
           column == PoolModel::State;
}

QString closedText(const PoolStatus& pool) {
    QStringList reasons;
    const auto add = [&reasons](std::uint64_t count, const QString& why) {
        if (count > 0)
            reasons << formatCount(count) % u' ' % why;
    };
    add(pool.closedIdle, u"idle"_s);
    add(pool.closedOld, u"old"_s);
    add(pool.closedUsed, u"used up"_s);
    add(pool.lost, u"lost"_s);
    const QString count = formatCount(pool.closed);
    return reasons.isEmpty() ? count : QString(count % u": "_s % reasons.join(u", "_s));
}

double shareIn(const ReplicaStatus& replica, const std::vector<ReplicaStatus>& all) {
    std::uint64_t sum = 0;
    for (const ReplicaStatus& other : all)
        sum += other.group == replica.group ? other.chosen : 0;
    return sum == 0 ? 0 : double(replica.chosen) / double(sum);
}

} // namespace

struct PoolModel::Merger {
    PoolModel& model;

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
        Row& current = model.m_rows[std::size_t(row)];
        int first = ColumnCount, last = -1;
        for (int column = 0; column < ColumnCount; ++column) {
            if (text(current, column) != text(value, column)) {
                first = std::min(first, column);
                last = column;
            }
        }
        current = std::move(value);
        if (last >= 0)
            Q_EMIT model.dataChanged(model.index(row, first), model.index(row, last));
    }
};

PoolModel::PoolModel(QObject* parent)
    : QAbstractTableModel(parent) {}

std::vector<PoolModel::Row> PoolModel::rowsOf(const telemetry::Snapshot& snapshot) {
    std::vector<Row> rows;
    const auto& replicas = snapshot.path.replicas;
    for (const PoolStatus& pool : snapshot.path.pools) {
        Row row{pool.server, serverName(pool.server, snapshot), pool, {}, 0};
        const auto replica = std::ranges::find(replicas, pool.server, &ReplicaStatus::server);
        if (replica != replicas.end()) {
            row.replica = *replica;
            row.chosenShare = shareIn(*replica, replicas);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

void PoolModel::setSnapshot(const telemetry::Snapshot& snapshot) {
    mergeRows(m_rows, rowsOf(snapshot), Merger{*this});
}

bool PoolModel::hasReplicas() const {
    return std::ranges::any_of(m_rows, [](const Row& row) { return row.replica.has_value(); });
}

int PoolModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PoolModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString PoolModel::text(const Row& row, int column) {
    switch (Column(column)) {
    case Server:
        return row.server;
    case Ready:
        return formatCount(row.pool.ready);
    case InFlight:
        return formatCount(row.pool.inFlight);
    case Waiting:
        return formatCount(row.pool.waiting);
    case Opened:
        return formatCount(row.pool.opened);
    case Closed:
        return closedText(row.pool);
    default:
        return row.replica ? replicaText(row, column) : QString();
    }
}

QString PoolModel::replicaText(const Row& row, int column) {
    const ReplicaStatus& replica = *row.replica;
    switch (Column(column)) {
    case Group:
        return toQString(replica.group);
    case Weight:
        return QString::number(replica.weight);
    case State:
        return replica.ejected         ? u"ejected"_s
               : replica.ejections > 0 ? QString(u"in, ejected "_s % formatCount(replica.ejections) % u" ×"_s)
                                       : u"in"_s;
    case Chosen:
        return formatShortCount(replica.chosen) % u"  "_s % formatShare(row.chosenShare);
    case Latency:
        return formatLatency(replica.ewma);
    default:
        return {};
    }
}

QVariant PoolModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight));
    case ColourRole:
        return int(!row.replica ? Colour::Idle : row.replica->ejected ? Colour::Bad : Colour::Good);
    default:
        return {};
    }
}

QVariant PoolModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[std::size_t(section)].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[std::size_t(section)].toolTip.toString();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isText(section) ? Qt::AlignLeft : Qt::AlignRight));
    return {};
}

} // namespace dyno::ui
