#include "ui/models/calls_model.h"

#include "ui/format.h"
#include "ui/models/call_pages.h"
#include "ui/models/call_text.h"
#include "ui/theme/colours.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using sessions::CallOrder;
using sessions::CallRow;

namespace {

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, CallsModel::ColumnCount> headings{{
    {u"time", u"When it should have begun, since the engine's start; in the order of their end"},
    {u"tool", u"What was called"},
    {u"server", u"Which server it was for"},
    {u"outcome", u"How the call ended"},
    {u"latency", u"From when it should have begun until its caller had the answer"},
    {u"for", u"How many calls it stands for: of those that neither fail nor are slow, only a sample is kept "
             u"once there are many"},
    {u"conn.", u"The connection's id; a dash for a call that got none"},
    {u"error", u"What went wrong"},
}};

Qt::Alignment alignment(int column) {
    const bool number = column == CallsModel::Latency || column == CallsModel::Weight;
    return Qt::AlignVCenter | (number                             ? Qt::AlignRight
                               : column == CallsModel::Connection ? Qt::AlignHCenter
                                                                  : Qt::AlignLeft);
}

QString firstLine(const std::string& text) {
    return toQString(std::string_view(text).substr(0, text.find('\n')));
}

QVariant placeholder(int column, int role) {
    if (role == Qt::DisplayRole && (column == CallsModel::Time || column == CallsModel::Tool))
        return u"…"_s;
    return role == CallsModel::ColourRole ? QVariant(int(Colour::Grid)) : QVariant();
}

} // namespace

CallsModel::CallsModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_pages(new CallPages(this)) {
    connect(m_pages, &CallPages::changed, this, [this](int first, int last) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    });
    connect(m_pages, &CallPages::failed, this, [this](const Error& error) {
        m_problem = error;
        Q_EMIT changed();
    });
}

CallsModel::~CallsModel() = default;

void CallsModel::setSource(SessionSource* source) {
    beginResetModel();
    m_source = source;
    m_pages->setSource(source);
    m_standsFor = 0;
    m_until = 0;
    ++m_search;
    m_asking = m_searching = m_stale = false;
    m_problem.reset();
    endResetModel();
    Q_EMIT changed();
}

void CallsModel::setServers(const std::vector<telemetry::ServerStatus>& servers) {
    bool renamed = false;
    for (const telemetry::ServerStatus& server : servers) {
        QString& name = m_names[server.id];
        renamed |= name != toQString(server.name);
        name = toQString(server.name);
    }
    if (renamed && rowCount() > 0)
        Q_EMIT dataChanged(index(0, Server), index(rowCount() - 1, Server));
}

void CallsModel::search(const sessions::CallFilter& filter, CallOrder order) {
    m_filter = filter;
    m_order = order;
    if (!m_source)
        return;
    m_searching = m_stale = true;
    find(m_filter, &CallsModel::takeAll);
    Q_EMIT changed();
}

void CallsModel::lookForMore() {
    if (!m_source || m_asking)
        return;
    // The rows are still another filter's: what is new for this one does not go with them.
    if (m_stale)
        return search(m_filter, m_order);
    if (m_order != CallOrder::Ended)
        return;
    sessions::CallFilter newer = m_filter;
    newer.after = m_until;
    find(newer, &CallsModel::takeMore);
}

void CallsModel::find(sessions::CallFilter filter, void (CallsModel::*take)(const sessions::CallIndex&)) {
    m_asking = true;
    m_source->find(std::move(filter), m_order,
                   [self = QPointer(this), number = ++m_search, take](Found found) {
                       if (!self || self->m_search != number)
                           return;
                       self->m_asking = self->m_searching = false;
                       self->m_problem = found ? std::nullopt : std::optional(found.error());
                       if (found)
                           (self->*take)(**found);
                       Q_EMIT self->changed();
                   });
}

void CallsModel::takeAll(const sessions::CallIndex& index) {
    beginResetModel();
    m_stale = false;
    m_pages->setIds(index.ids);
    m_standsFor = index.standsFor;
    m_until = index.until;
    endResetModel();
}

void CallsModel::takeMore(const sessions::CallIndex& index) {
    m_until = std::max(m_until, index.until);
    m_pages->forgetFailures();
    if (index.ids.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(index.ids.size()) - 1);
    m_pages->append(index.ids);
    m_standsFor += index.standsFor;
    endInsertRows();
}

std::uint32_t CallsModel::id(int row) const {
    return m_pages->ids()[std::size_t(row)];
}

// Ids grow with the calls' end.
int CallsModel::rowOf(std::uint32_t id) const {
    const auto& ids = m_pages->ids();
    const auto found = m_order == CallOrder::Ended && !m_stale ? std::ranges::lower_bound(ids, id)
                                                               : std::ranges::find(ids, id);
    return found == ids.end() || *found != id ? -1 : int(found - ids.begin());
}

QString CallsModel::serverName(ServerId id) const {
    const auto found = m_names.find(id);
    return found == m_names.end() ? QString::number(id) : found->second;
}

int CallsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_pages->ids().size());
}

int CallsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CallsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignment(index.column()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != ColourRole)
        return {};
    const CallRow* call = m_pages->row(index.row());
    if (!call)
        return placeholder(index.column(), role);
    if (role == ColourRole)
        return int(call->record.error ? Colour::Bad : Colour::Good);
    if (role == Qt::DisplayRole)
        return text(*call, index.column());
    const bool isLong = index.column() == Tool || index.column() == Server || index.column() == Failure;
    return isLong ? QVariant(plainToolTip(text(*call, index.column()))) : QVariant();
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[section].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[section].toolTip.toString();
    return role == Qt::TextAlignmentRole ? QVariant::fromValue(alignment(section)) : QVariant();
}

// Typing letters into a table makes it look through every row.
QModelIndexList CallsModel::match(const QModelIndex&, int, const QVariant&, int, Qt::MatchFlags) const {
    return {};
}

QString CallsModel::text(const CallRow& call, int column) const {
    switch (Column(column)) {
    case Time:
        return formatTimeStamp(call.at);
    case Tool:
        return toQString(call.tool);
    case Server:
        return serverName(call.record.server);
    case Connection:
        return call.record.connection == 0 ? u"–"_s : QString::number(call.record.connection);
    case Outcome:
        return outcomeText(call.record);
    case Latency:
        return formatDuration(call.record.latency());
    case Weight:
        return formatShortCount(call.weight);
    case Failure:
        return firstLine(call.error);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace dyno::ui
