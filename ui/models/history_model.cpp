#include "ui/models/history_model.h"

#include "ui/format.h"
#include "ui/models/history_text.h"
#include "ui/models/merge_rows.h"
#include "ui/models/session_text.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::ListedSession;
using sessions::SessionInfo;

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, HistoryModel::ColumnCount> headings{{
    {u"", u"Pinned sessions stay on top, and are never cleaned up"},
    {u"session", u"What it is called; F2 renames it"},
    {u"calls/s", u"Throughput over its length"},
    {u"when", u"When its recording began"},
    {u"length", u"How long it was recorded"},
    {u"calls", u"Calls that ended"},
    {u"errors", u"Calls that failed, timed out or were cancelled"},
    {u"p99", u"99 of 100 calls of its last run were at least this fast"},
    {u"size", u"Of its file"},
    {u"tags", u"And notes"},
}};

bool isNumber(int column) {
    return column >= HistoryModel::Length && column <= HistoryModel::Size;
}

sessions::WallTime now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

struct HistoryModel::Merger {
    HistoryModel& model;

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
        model.m_rows[std::size_t(row)] = std::move(value);
        Q_EMIT model.dataChanged(model.index(row, 0), model.index(row, ColumnCount - 1));
    }
};

HistoryModel::HistoryModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void HistoryModel::setSessions(std::vector<ListedSession> listed) {
    std::vector<Row> rows;
    for (ListedSession& session : listed) {
        std::string id = session.file.string();
        rows.push_back({std::move(id), std::move(session)});
    }
    mergeRows(m_rows, std::move(rows), Merger{*this});
}

void HistoryModel::setSession(ListedSession listed) {
    std::string id = listed.file.string();
    const auto place = std::ranges::lower_bound(m_rows, id, {}, &Row::id);
    const int row = int(place - m_rows.begin());
    const bool there = place != m_rows.end() && place->id == id;
    Row value{std::move(id), std::move(listed)};
    if (there)
        Merger{*this}.updateRow(row, std::move(value));
    else
        Merger{*this}.insertRow(row, std::move(value));
}

void HistoryModel::setRecorded(const std::filesystem::path& file) {
    if (file == m_recorded)
        return;
    const std::array<int, 2> rows{rowOf(m_recorded), rowOf(file)};
    m_recorded = file;
    for (const int row : rows)
        if (row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void HistoryModel::setP99(const std::filesystem::path& file, async::Duration p99) {
    const int row = rowOf(file);
    if (row < 0 || session(row).info.has_error())
        return;
    m_tails[file] = {p99, session(row).info->calls};
    Q_EMIT dataChanged(index(row, P99), index(row, P99));
}

int HistoryModel::rowOf(const std::filesystem::path& file) const {
    const auto found = std::ranges::find(
        m_rows, file, [](const Row& row) -> const auto& { return row.listed.file; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

bool HistoryModel::isRecorded(const Row& row) const {
    return !m_recorded.empty() && row.listed.file == m_recorded;
}

bool HistoryModel::isRecorded(int row) const {
    return isRecorded(m_rows[std::size_t(row)]);
}

std::vector<std::filesystem::path> HistoryModel::withoutP99() const {
    std::vector<std::filesystem::path> files;
    for (const Row& row : m_rows) {
        if (row.listed.info.has_error() || row.listed.info->calls == 0)
            continue;
        const auto tail = m_tails.find(row.listed.file);
        if (tail == m_tails.end() || tail->second.calls != row.listed.info->calls)
            files.push_back(row.listed.file);
    }
    return files;
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int HistoryModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::EditRole:
        return index.column() == Title && row.listed.info ? toQString(row.listed.info->title) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole:
        return sortKey(row, index.column());
    case FileRole:
        return toQString(row.listed.file.string());
    case SearchRole:
        return searchText(row.listed);
    case SparklineRole:
        return row.listed.info ? QVariant::fromValue(QList<float>(row.listed.info->sparkline.begin(),
                                                                  row.listed.info->sparkline.end()))
                               : QVariant();
    case ColourRole:
        if (const auto colour = this->colour(row, index.column()))
            return int(*colour);
        return {};
    case PinnedRole:
        return row.listed.info && row.listed.info->pinned;
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[std::size_t(section)].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[std::size_t(section)].toolTip.toString();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool editable = index.isValid() && index.column() == Title && session(index.row()).info;
    return editable ? flags | Qt::ItemIsEditable : flags;
}

bool HistoryModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    const SessionInfo& info = *session(index.row()).info;
    sessions::Labels labels = labelsOf(info);
    labels.title = value.toString().simplified().toStdString();
    if (labels.title == info.title)
        return false;
    Q_EMIT labelled(info.file, labels);
    return true;
}

QString HistoryModel::text(const Row& row, int column) const {
    if (row.listed.info.has_error())
        return column == Title  ? fileName(row.listed)
               : column == Tags ? listingProblem(row.listed).simplified()
                                : QString();
    const SessionInfo& info = *row.listed.info;
    switch (Column(column)) {
    case Title:
        return toQString(info.title).simplified();
    case When:
        return isRecorded(row) ? tr("● recording") : sessionMoment(info.startedAt, now());
    case Length:
        return formatDuration(info.length);
    case Calls:
        return formatCount(info.calls);
    case Errors:
        return formatCount(info.errors);
    case P99: {
        const auto tail = p99(row);
        return tail ? formatLatency(*tail) : info.calls == 0 ? u"–"_s : QString();
    }
    case Size:
        return formatBytes(info.fileBytes);
    case Tags:
        return tagsAndNotes(info);
    case Pin:
    case Rate:
    case ColumnCount:
        break;
    }
    return {};
}

QVariant HistoryModel::sortKey(const Row& row, int column) const {
    if (row.listed.info.has_error())
        return isNumber(column) || column == When || column == Rate ? QVariant(-1.0) : text(row, column);
    const SessionInfo& info = *row.listed.info;
    switch (Column(column)) {
    case Pin:
        return info.pinned;
    case Rate:
        return info.length.count() > 0 ? double(info.calls) / double(info.length.count()) : 0.0;
    case When:
        return double(info.startedAt.time_since_epoch().count());
    case Length:
        return double(info.length.count());
    case Calls:
        return double(info.calls);
    case Errors:
        return double(info.errors);
    case P99:
        return double(p99(row).value_or(async::Duration::zero()).count());
    case Size:
        return double(info.fileBytes);
    default:
        return text(row, column);
    }
}

std::optional<Colour> HistoryModel::colour(const Row& row, int column) const {
    if (row.listed.info.has_error())
        return column == Tags ? Colour::Bad : Colour::MutedText;
    if (column == When && isRecorded(row))
        return Colour::Bad;
    if (column == Errors)
        return row.listed.info->errors > 0 ? Colour::Bad : Colour::MutedText;
    if (column == Tags || column == When)
        return Colour::MutedText;
    return {};
}

QString HistoryModel::toolTip(const Row& row, int column) const {
    if (row.listed.info.has_error())
        return toQString(row.listed.file.string()) % u'\n' % listingProblem(row.listed);
    if (column == When)
        return isRecorded(row) ? tr("This console records it") : text(row, When);
    if (column == Pin)
        return row.listed.info->pinned ? tr("Pinned: a click lets it go") : tr("A click pins it");
    return whatItIs(*row.listed.info);
}

std::optional<async::Duration> HistoryModel::p99(const Row& row) const {
    const auto tail = m_tails.find(row.listed.file);
    return tail == m_tails.end() ? std::nullopt : std::optional(tail->second.p99);
}

} // namespace dyno::ui
