#include "ui/models/changes_model.h"

#include "ui/format.h"
#include "ui/models/difference_model.h"
#include "ui/models/difference_text.h"

#include <algorithm>
#include <array>

namespace dyno::ui {

using sessions::ChangeVerdict;

namespace {

constexpr std::array<QStringView, ChangesModel::ColumnCount> headings{
    u"time", u"knob", u"from", u"to", u"verdict", u"what it brought"};

/// Otherwise no run was under way.
bool isMeasured(const ChangeVerdict& verdict) {
    return !verdict.headline.empty();
}

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

void ChangesModel::setVerdicts(Verdicts verdicts) {
    m_verdicts = std::move(verdicts);
    tellJudged();
}

void ChangesModel::setLive(bool live) {
    if (live == m_live)
        return;
    m_live = live;
    tellJudged();
}

void ChangesModel::tellJudged() {
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Verdict), index(rowCount() - 1, Brought));
    Q_EMIT judged();
}

// Values may be hidden in a file; when a knob was turned, and which, is not.
const ChangeVerdict* ChangesModel::verdict(int row) const {
    const settings::TuningChange& wanted = change(row);
    const auto has = [&](const ChangeVerdict& verdict) {
        return std::ranges::any_of(verdict.changes, [&](const settings::TuningChange& one) {
            return one.at == wanted.at && one.knob == wanted.knob;
        });
    };
    const auto found = std::ranges::find_if(m_verdicts, has);
    return found == m_verdicts.end() ? nullptr : &*found;
}

// The time after the last change still grows.
bool ChangesModel::isTooEarly(int row) const {
    if (!m_live)
        return false;
    const ChangeVerdict* found = verdict(row);
    return !found || (found == &m_verdicts.back() && found->verdict == sessions::Verdict::TooFewCalls &&
                      isMeasured(*found));
}

int ChangesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_journal->size());
}

int ChangesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column());
    if (role == Qt::ToolTipRole && index.column() != Time)
        return plainToolTip(text(index.row(), index.column()));
    if (role != VerdictRole || index.column() != Verdict)
        return {};
    const ChangeVerdict* found = verdict(index.row());
    return found && isMeasured(*found) && !isTooEarly(index.row()) ? QVariant(int(found->verdict))
                                                                   : QVariant();
}

QString ChangesModel::text(int row, int column) const {
    const settings::TuningChange& turned = change(row);
    switch (Column(column)) {
    case Time:
        return formatTimeStamp(turned.at);
    case Knob:
        return toQString(turned.knob);
    case From:
        return toQString(turned.from);
    case To:
        return toQString(turned.to);
    case Verdict:
        return verdictOf(row);
    case Brought:
        return verdict(row) && !isTooEarly(row) ? toQString(verdict(row)->summary) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QString ChangesModel::verdictOf(int row) const {
    if (isTooEarly(row))
        return tr("too early");
    const ChangeVerdict* found = verdict(row);
    if (!found)
        return {};
    return isMeasured(*found) ? verdictText(found->verdict) : tr("not measured");
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? QVariant(headings[section].toString()) : QVariant();
}

} // namespace dyno::ui
