#include "ui/models/log_model.h"

#include "ui/format.h"
#include "ui/models/state_colour.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::LogEntry;

constexpr std::array<QStringView, LogModel::ColumnCount> headings{u"time", u"level", u"source", u"text"};

QString levelName(telemetry::LogLevel level) {
    switch (level) {
    case telemetry::LogLevel::Info:
        return u"info"_s;
    case telemetry::LogLevel::Warning:
        return u"warning"_s;
    case telemetry::LogLevel::Error:
        break;
    }
    return u"error"_s;
}

// A row is one line high; the other lines are in the tool tip and below the table.
QString firstLine(const std::string& text) {
    const auto end = text.find('\n');
    const auto more = std::count(text.begin(), text.end(), '\n') - (text.ends_with('\n') ? 1 : 0);
    const QString line = toQString(std::string_view(text).substr(0, end));
    return more > 0 ? QString(line % u"  (+%1 lines)"_s.arg(more)) : line;
}

} // namespace

LogModel::LogModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void LogModel::setLog(const std::vector<LogEntry>& log) {
    const std::uint64_t oldest = log.empty() ? UINT64_MAX : log.front().sequence;
    const auto kept = std::ranges::lower_bound(m_entries, oldest, {}, &LogEntry::sequence);
    if (kept != m_entries.begin()) {
        beginRemoveRows({}, 0, int(kept - m_entries.begin()) - 1);
        m_entries.erase(m_entries.begin(), kept);
        endRemoveRows();
    }
    const std::uint64_t newest = m_entries.empty() ? 0 : m_entries.back().sequence;
    const auto fresh =
        m_entries.empty() ? log.begin() : std::ranges::upper_bound(log, newest, {}, &LogEntry::sequence);
    if (fresh != log.end()) {
        const int first = int(m_entries.size());
        beginInsertRows({}, first, first + int(log.end() - fresh) - 1);
        m_entries.insert(m_entries.end(), fresh, log.end());
        endInsertRows();
    }
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_entries.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogEntry& entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case Qt::ToolTipRole:
        return index.column() == Text ? toQString(entry.text) : QVariant();
    case LevelRole:
        return int(entry.level);
    case ColourRole:
        return int(levelColour(entry.level));
    case FullTextRole:
        return toQString(entry.text);
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? QVariant(headings[section].toString()) : QVariant();
}

QString LogModel::line(int row) const {
    const LogEntry& entry = m_entries[row];
    return text(entry, Time) % u'\t' % text(entry, Level) % u'\t' % text(entry, Source) % u'\t' %
           toQString(entry.text).trimmed();
}

QString LogModel::text(const LogEntry& entry, int column) const {
    switch (Column(column)) {
    case Time:
        return formatTimeStamp(entry.at);
    case Level:
        return levelName(entry.level);
    case Source:
        return toQString(entry.source);
    case Text:
        return firstLine(entry.text);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace dyno::ui
