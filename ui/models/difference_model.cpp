#include "ui/models/difference_model.h"

#include "ui/format.h"
#include "ui/models/difference_text.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::Difference;
using sessions::PartDifference;

struct Heading {
    QStringView title;
    QStringView toolTip;
};

constexpr std::array<Heading, DifferenceModel::ColumnCount> headings{{
    {u"", u"Of all calls"},
    {u"before", u"In A, or in the time before"},
    {u"after", u"In B, or in the time after"},
    {u"change", u"Of after against before; of errors, points of a hundred"},
    {u"95 % interval", u"In which the change lies, with 95 % confidence for all of these figures together"},
    {u"", u"Whether the difference is more than chance"},
}};

constexpr double leastReach = 0.05;
constexpr double mostReach = 1;

// So that the others are still seen beside one that went through the roof.
double reachOf(const std::vector<Difference>& differences) {
    double reach = leastReach;
    for (const Difference& difference : differences)
        if (isTold(difference) && difference.metric != "errors")
            reach = std::max({reach, std::abs(difference.low), std::abs(difference.high)});
    return std::min(reach * 1.05, mostReach);
}

QVariant alignment(bool number) {
    return QVariant::fromValue(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
}

QString toolTip(const Difference& difference) {
    QStringList lines{
        metricText(difference.metric) % u": "_s % figureText(difference.metric, difference.before) %
        u" → "_s % figureText(difference.metric, difference.after) % u" ("_s % changeText(difference) % u')'};
    if (const QString interval = intervalText(difference); !interval.isEmpty())
        lines << DifferenceModel::tr("between %1, %2 % of the times")
                     .arg(interval)
                     .arg(std::round(difference.confidence * 100));
    if (!difference.why.empty())
        lines << toQString(difference.why);
    return plainToolTip(lines.join(u'\n'));
}

QList<double> intervalOf(const Difference& difference) {
    if (!isTold(difference))
        return {};
    return {difference.low, difference.change, difference.high};
}

/// A part may have been called in one of the two only.
const Difference* find(const PartDifference& part, std::string_view metric) {
    const auto found = std::ranges::find(part.differences, metric, &Difference::metric);
    return found == part.differences.end() ? nullptr : &*found;
}

const Difference* differenceOf(const PartDifference& part, int column) {
    if (column >= PartDifferenceModel::P99Before)
        return find(part, "p99");
    return column >= PartDifferenceModel::P50Before ? find(part, "p50") : nullptr;
}

bool isChange(int column) {
    return column == PartDifferenceModel::P50Change || column == PartDifferenceModel::P99Change;
}

bool isBefore(int column) {
    return column == PartDifferenceModel::P50Before || column == PartDifferenceModel::P99Before;
}

QString partText(const PartDifference& part, int column) {
    switch (column) {
    case PartDifferenceModel::Name:
        return toQString(part.name).simplified();
    case PartDifferenceModel::CallsBefore:
        return formatCount(part.callsBefore);
    case PartDifferenceModel::CallsAfter:
        return formatCount(part.callsAfter);
    default:
        break;
    }
    const Difference* difference = differenceOf(part, column);
    if (!difference)
        return u"–"_s;
    if (isChange(column))
        return changeText(*difference);
    return figureText(difference->metric, isBefore(column) ? difference->before : difference->after);
}

QVariant partSortKey(const PartDifference& part, int column) {
    if (column == PartDifferenceModel::Name)
        return toQString(part.name);
    if (column == PartDifferenceModel::CallsBefore)
        return qulonglong(part.callsBefore);
    if (column == PartDifferenceModel::CallsAfter)
        return qulonglong(part.callsAfter);
    const Difference* difference = differenceOf(part, column);
    if (!difference)
        return 0.0;
    return isChange(column) ? difference->change : isBefore(column) ? difference->before : difference->after;
}

constexpr std::array<QStringView, PartDifferenceModel::ColumnCount> partTitles{
    u"", u"calls A", u"calls B", u"p50 A", u"p50 B", u"change", u"p99 A", u"p99 B", u"change"};

} // namespace

DifferenceModel::DifferenceModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void DifferenceModel::setDifferences(std::vector<Difference> differences) {
    beginResetModel();
    m_rows = std::move(differences);
    m_reach = reachOf(m_rows);
    endResetModel();
}

int DifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Difference& difference = m_rows[std::size_t(index.row())];
    if (role == Qt::ToolTipRole)
        return plainToolTip(toolTip(difference));
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() >= Before && index.column() <= Change);
    if (role == VerdictRole &&
        (index.column() == Change || index.column() == Verdict || index.column() == Interval))
        return int(difference.verdict);
    if (role == IntervalRole && index.column() == Interval)
        return QVariant::fromValue(intervalOf(difference));
    if (role == ReachRole)
        return difference.metric == "errors" ? std::max(m_reach * 0.1, std::abs(difference.high) * 1.05)
                                             : m_reach;
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case Metric:
        return metricText(difference.metric);
    case Before:
        return figureText(difference.metric, difference.before);
    case After:
        return figureText(difference.metric, difference.after);
    case Change:
        return changeText(difference);
    case Interval:
        return intervalText(difference);
    case Verdict:
        return verdictText(difference.verdict);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return headings[std::size_t(section)].title.toString();
    if (role == Qt::ToolTipRole)
        return headings[std::size_t(section)].toolTip.toString();
    return role == Qt::TextAlignmentRole ? alignment(section >= Before && section <= Change) : QVariant();
}

PartDifferenceModel::PartDifferenceModel(QString what, QObject* parent)
    : QAbstractTableModel(parent)
    , m_what(std::move(what)) {}

void PartDifferenceModel::setParts(std::vector<PartDifference> parts) {
    beginResetModel();
    m_rows = std::move(parts);
    endResetModel();
}

int PartDifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PartDifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PartDifferenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PartDifference& part = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return partText(part, index.column());
    case Qt::TextAlignmentRole:
        return alignment(index.column() != Name);
    case DifferenceSortRole:
        return partSortKey(part, index.column());
    case Qt::ToolTipRole:
        if (const Difference* difference = differenceOf(part, index.column()))
            return toolTip(*difference);
        return plainToolTip(toQString(part.name));
    case VerdictRole:
        if (const Difference* difference =
                isChange(index.column()) ? differenceOf(part, index.column()) : nullptr)
            return int(difference->verdict);
        return {};
    default:
        return {};
    }
}

QVariant PartDifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return section == Name ? m_what : partTitles[std::size_t(section)].toString();
    return role == Qt::TextAlignmentRole ? alignment(section != Name) : QVariant();
}

} // namespace dyno::ui
