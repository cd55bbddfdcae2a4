#include "ui/dialogs/import/import_model.h"

#include "ui/theme/colours.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr std::array<QStringView, ImportModel::ColumnCount> headings{u"name", u"kind", u"address", u"state"};

Colour stateColour(const ImportEntry& entry) {
    return !entry.problem.isEmpty() ? Colour::Bad : entry.inputs.isEmpty() ? Colour::Good : Colour::Warning;
}

QString stateText(const ImportEntry& entry) {
    if (!entry.problem.isEmpty())
        return u"cannot be used: "_s % entry.problem;
    const QString state = entry.inputs.isEmpty() ? u"ready"_s : u"needs input"_s;
    return entry.disabled ? QString(state % u", switched off in the file"_s) : state;
}

} // namespace

ImportModel::ImportModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void ImportModel::setEntries(std::vector<ImportEntry> entries) {
    beginResetModel();
    m_rows.clear();
    m_rows.reserve(entries.size());
    for (ImportEntry& entry : entries) {
        const bool checked = entry.problem.isEmpty() && !entry.disabled;
        m_rows.push_back({std::move(entry), checked});
    }
    endResetModel();
    Q_EMIT checksChanged();
}

void ImportModel::setProblem(int row, const QString& problem) {
    m_rows[row].entry.problem = problem;
    m_rows[row].checked = false;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT checksChanged();
}

void ImportModel::checkAll(bool on) {
    if (m_rows.empty())
        return;
    for (Row& row : m_rows)
        row.checked = on && row.entry.problem.isEmpty();
    Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::CheckStateRole});
    Q_EMIT checksChanged();
}

QList<int> ImportModel::checkedRows() const {
    QList<int> rows;
    for (int row = 0; row < rowCount(); ++row) {
        if (m_rows[row].checked)
            rows << row;
    }
    return rows;
}

int ImportModel::usableCount() const {
    return int(std::ranges::count_if(m_rows, [](const Row& row) { return row.entry.problem.isEmpty(); }));
}

QSet<QString> ImportModel::neededInputs() const {
    QSet<QString> needed;
    for (const Row& row : m_rows) {
        if (row.checked)
            needed.unite(QSet<QString>(row.entry.inputs.begin(), row.entry.inputs.end()));
    }
    return needed;
}

int ImportModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ImportModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row.entry, index.column());
    case Qt::CheckStateRole:
        if (index.column() == Name && row.entry.problem.isEmpty())
            return row.checked ? Qt::Checked : Qt::Unchecked;
        return {};
    case ColourRole:
        return int(stateColour(row.entry));
    default:
        return {};
    }
}

bool ImportModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !flags(index).testFlag(Qt::ItemIsUserCheckable))
        return false;
    m_rows[index.row()].checked = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT checksChanged();
    return true;
}

Qt::ItemFlags ImportModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool checkable =
        index.isValid() && index.column() == Name && m_rows[index.row()].entry.problem.isEmpty();
    return checkable ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant ImportModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? QVariant(headings[section].toString()) : QVariant();
}

QString ImportModel::text(const ImportEntry& entry, int column) const {
    switch (Column(column)) {
    case Name:
        return entry.name;
    case Kind:
        return entry.kind;
    case Address:
        return entry.address;
    case State:
        return stateText(entry);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace dyno::ui
