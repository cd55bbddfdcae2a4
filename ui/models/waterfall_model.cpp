#include "ui/models/waterfall_model.h"

#include "ui/format.h"
#include "ui/models/call_text.h"
#include "ui/models/phase_text.h"
#include "ui/theme/colours.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::RecentCall;

namespace {

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, WaterfallModel::ColumnCount> headings{{
    {u"tool", u"What was called"},
    {u"conn.", u"The connection's id; a dash for a call that got none"},
    {u"outcome", u"How the call ended"},
    {u"total", u"From when it should have begun until its caller had the answer"},
    {u"polls", u"tasks/get requests that it took; blank where the answer was no task"},
    {u"", u"Where its time went, from when it should have begun"},
}};

Qt::Alignment alignment(int column) {
    const bool number = column == WaterfallModel::Connection || column == WaterfallModel::Total ||
                        column == WaterfallModel::Polls;
    return Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft);
}

async::Duration roundedUp(async::Duration longest) {
    async::Duration decade = std::chrono::microseconds(10);
    for (;; decade *= 10) {
        for (const int step : {1, 2, 5}) {
            if (decade * step >= longest)
                return decade * step;
        }
    }
}

QString details(const RecentCall& call) {
    QStringList lines{toQString(call.tool) % u": "_s % outcomeText(call.record)};
    const auto phases = calls::phases(call.record);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i])
            lines << phaseTitle(calls::Phase(i)) % u": "_s % formatDuration(*phases[i]);
    }
    if (call.record.coldStart > async::Duration::zero())
        lines << u"of the queue, a connection coming up: "_s % formatDuration(call.record.coldStart);
    if (call.record.taskPolls > 0)
        lines << u"polls of its task: %1"_s.arg(call.record.taskPolls);
    lines << u"sent %1, received %2"_s.arg(formatBytes(call.record.bytesSent),
                                           formatBytes(call.record.bytesReceived));
    return lines.join(u'\n');
}

} // namespace

WaterfallModel::WaterfallModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void WaterfallModel::setCalls(const std::vector<RecentCall>& calls) {
    const std::uint64_t oldest = calls.empty() ? UINT64_MAX : calls.front().sequence;
    const auto kept = std::ranges::lower_bound(m_calls, oldest, {}, &RecentCall::sequence);
    if (kept != m_calls.begin()) {
        beginRemoveRows({}, 0, int(kept - m_calls.begin()) - 1);
        m_calls.erase(m_calls.begin(), kept);
        endRemoveRows();
    }
    const std::uint64_t newest = m_calls.empty() ? 0 : m_calls.back().sequence;
    const auto fresh =
        m_calls.empty() ? calls.begin() : std::ranges::upper_bound(calls, newest, {}, &RecentCall::sequence);
    if (fresh != calls.end()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(calls.end() - fresh) - 1);
        m_calls.insert(m_calls.end(), fresh, calls.end());
        endInsertRows();
    }
    updateScale();
}

void WaterfallModel::updateScale() {
    async::Duration longest{};
    for (const RecentCall& call : m_calls)
        longest = std::max(longest, call.record.latency());
    const async::Duration scale = roundedUp(longest);
    if (scale == m_scale)
        return;
    m_scale = scale;
    Q_EMIT headerDataChanged(Qt::Horizontal, Bars, Bars);
    if (!m_calls.empty())
        Q_EMIT dataChanged(index(0, Bars), index(rowCount() - 1, Bars));
}

int WaterfallModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_calls.size());
}

int WaterfallModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WaterfallModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RecentCall& call = m_calls[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(call, index.column());
    case Qt::ToolTipRole:
        return details(call);
    case Qt::AccessibleTextRole:
        return index.column() == Bars ? details(call) : text(call, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignment(index.column()));
    case ColourRole:
        return int(call.record.error ? Colour::Bad : Colour::Good);
    default:
        return {};
    }
}

QVariant WaterfallModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole && section == Bars)
        return u"0 … %1 from the intended start"_s.arg(
            formatDurationTick(std::chrono::duration<double>(m_scale).count()));
    if (role == Qt::DisplayRole)
        return headings[section].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[section].toolTip.toString();
    return role == Qt::TextAlignmentRole ? QVariant::fromValue(alignment(section)) : QVariant();
}

QString WaterfallModel::text(const RecentCall& call, int column) const {
    switch (Column(column)) {
    case Tool:
        return toQString(call.tool);
    case Connection:
        return call.record.connection == 0 ? u"–"_s : QString::number(call.record.connection);
    case Outcome:
        return outcomeText(call.record);
    case Total:
        return formatDuration(call.record.latency());
    case Polls:
        return call.record.taskPolls == 0 ? QString() : QString::number(call.record.taskPolls);
    case Bars:
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace dyno::ui
