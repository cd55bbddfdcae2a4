#include "ui/models/changes_model.h"

#include "ui/format.h"

#include <algorithm>
#include <array>

namespace dyno::ui {
namespace {

constexpr std::array<QStringView, ChangesModel::ColumnCount> headings{u"time", u"knob", u"from", u"to"};

} // namespace

ChangesModel::ChangesModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_journal(std::make_shared<std::vector<settings::TuningChange>>()) {}

void ChangesModel::setJournal(Journal journal) {
    if (journal == m_journal)
        return;
    const auto shown = std::ssize(*m_journal);
    const bool grew =
        std::ssize(*journal) >= shown && std::equal(m_journal->begin(), m_journal->end(), journal->begin());
    if (grew && std::ssize(*journal) == shown) {
        m_journal = std::move(journal);
    } else if (grew) {
        beginInsertRows({}, int(shown), int(journal->size()) - 1);
        m_journal = std::move(journal);
        endInsertRows();
    } else {
        beginResetModel();
        m_journal = std::move(journal);
        endResetModel();
    }
}

int ChangesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_journal->size());
}

int ChangesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::data(const QModelIndex& index, int role) const {
    if (role != Qt::DisplayRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const settings::TuningChange& change = (*m_journal)[index.row()];
    switch (Column(index.column())) {
    case Time:
        return formatTimeStamp(change.at);
    case Knob:
        return toQString(change.knob);
    case From:
        return toQString(change.from);
    case To:
        return toQString(change.to);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? QVariant(headings[section].toString()) : QVariant();
}

} // namespace dyno::ui
