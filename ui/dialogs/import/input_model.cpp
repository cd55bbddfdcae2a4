#include "ui/dialogs/import/input_model.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

InputModel::InputModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void InputModel::setInputs(std::vector<ImportInput> inputs) {
    beginResetModel();
    m_inputs = std::move(inputs);
    m_needed.clear();
    endResetModel();
}

void InputModel::setNeeded(const QSet<QString>& ids) {
    std::vector<std::size_t> needed;
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        if (ids.contains(m_inputs[i].id))
            needed.push_back(i);
    }
    if (needed == m_needed)
        return;
    beginResetModel();
    m_needed = std::move(needed);
    endResetModel();
}

bool InputModel::isComplete() const {
    return std::ranges::none_of(m_needed, [this](std::size_t at) { return m_inputs[at].value.isEmpty(); });
}

std::map<std::string, std::string> InputModel::values() const {
    std::map<std::string, std::string> values;
    for (const std::size_t at : m_needed)
        values[m_inputs[at].id.toStdString()] = m_inputs[at].value.toStdString();
    return values;
}

int InputModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_needed.size());
}

int InputModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant InputModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportInput& input = this->input(index.row());
    const bool value = index.column() == Value;
    switch (role) {
    case Qt::DisplayRole:
        if (!value)
            return input.description.isEmpty() ? input.id : input.description;
        return input.secret && !input.value.isEmpty() ? u"••••••••"_s : input.value;
    case Qt::ToolTipRole:
        return value ? tr("Double-click or press F2 to give it") : input.id;
    case Qt::EditRole:
        return value ? QVariant(input.value) : QVariant();
    case SecretRole:
        return input.secret;
    case OptionsRole:
        return input.options;
    default:
        return {};
    }
}

bool InputModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || index.column() != Value)
        return false;
    m_inputs[m_needed[index.row()]].value = value.toString();
    Q_EMIT dataChanged(index, index);
    return true;
}

Qt::ItemFlags InputModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Value ? flags | Qt::ItemIsEditable : flags;
}

QVariant InputModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? QVariant(section == Input ? tr("needed") : tr("value")) : QVariant();
}

} // namespace dyno::ui
