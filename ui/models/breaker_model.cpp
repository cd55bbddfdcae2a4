#include "ui/models/breaker_model.h"

#include "ui/format.h"
#include "ui/models/merge_rows.h"
#include "ui/models/stage_effect.h"
#include "ui/models/state_colour.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::BreakerState;
using telemetry::BreakerStatus;

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, BreakerModel::ColumnCount> headings{{
    {u"breaker", u"The server or tool whose failures it counts"},
    {u"state", u"Closed lets calls through, open rejects them, half-open tries a few"},
    {u"failures", u"In a row, while it is closed"},
    {u"last 5 minutes", u"When it was closed, open and half-open"},
}};

constexpr async::Duration pace = std::chrono::seconds(1); // of the histories, which move slowly

QString historyText(const BreakerStatus& breaker) {
    QStringList lines;
    for (const BreakerStatus::Change& change : breaker.history)
        lines << formatTimeStamp(change.at) % u"  "_s % toQString(name(change.to)) %
                     (change.byHand ? u", by hand"_s : QString());
    return lines.isEmpty() ? u"It has been closed all the time."_s : lines.join(u'\n');
}

QString stateText(const BreakerStatus& breaker) {
    const QString state = toQString(name(breaker.state));
    return breaker.state == BreakerState::Open ? QString(state % u", "_s % formatDuration(breaker.reopensIn))
                                               : state;
}

bool sameHistory(const BreakerStatus& one, const BreakerStatus& other) {
    return one.state == other.state && one.history.size() == other.history.size();
}

} // namespace

struct BreakerModel::Merger {
    BreakerModel& model;

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
        const bool history = !sameHistory(current.status, value.status);
        int last = history ? int(History) : -1, first = history ? int(History) : int(ColumnCount);
        for (int column = 0; column < History; ++column) {
            if (text(current, column) != text(value, column)) {
                first = std::min(first, column);
                last = std::max(last, column);
            }
        }
        current = std::move(value);
        if (last >= 0)
            Q_EMIT model.dataChanged(model.index(row, first), model.index(row, last));
    }
};

BreakerModel::BreakerModel(QObject* parent)
    : QAbstractTableModel(parent) {}

std::vector<BreakerModel::Row> BreakerModel::rowsOf(const telemetry::Snapshot& snapshot) {
    std::vector<Row> rows;
    for (const BreakerStatus& breaker : snapshot.path.breakers) {
        const QString server = serverName(breaker.server, snapshot);
        rows.push_back({{breaker.server, breaker.tool},
                        breaker.tool.empty() ? server : QString(server % u" · "_s % toQString(breaker.tool)),
                        breaker});
    }
    const auto& tuning = snapshot.tuning.breaker;
    if (!tuning.on || tuning.scope != settings::Scope::Server)
        return rows;
    for (const telemetry::ServerStatus& server : snapshot.servers) {
        const Key key{server.id, std::string()};
        if (std::ranges::find(rows, key, &Row::id) != rows.end())
            continue;
        BreakerStatus closed;
        closed.server = server.id;
        rows.push_back({key, toQString(server.name), closed});
    }
    return rows;
}

void BreakerModel::setSnapshot(const telemetry::Snapshot& snapshot) {
    m_now = snapshot.at;
    mergeRows(m_rows, rowsOf(snapshot), Merger{*this});
    if (m_now - m_drawn >= pace && !m_rows.empty()) {
        m_drawn = m_now;
        Q_EMIT dataChanged(index(0, History), index(rowCount() - 1, History));
    }
}

int BreakerModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int BreakerModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString BreakerModel::text(const Row& row, int column) {
    switch (Column(column)) {
    case Of:
        return row.of;
    case State:
        return stateText(row.status);
    case Failures:
        return QString::number(row.status.failures);
    case History:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant BreakerModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return historyText(row.status);
    case ServerRole:
        return row.status.server;
    case ToolRole:
        return toQString(row.status.tool);
    case ColourRole:
        return int(stateColour(row.status.state));
    default:
        return {};
    }
}

QVariant BreakerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[std::size_t(section)].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[std::size_t(section)].toolTip.toString();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return {};
}

} // namespace dyno::ui
