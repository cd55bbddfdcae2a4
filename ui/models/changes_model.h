#pragma once

#include "engine/sessions/compare/comparison.h"
#include "engine/settings/tuning.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace dyno::ui {

/// The journal of turned knobs, oldest first, and what each brought. Has VerdictRole.
class ChangesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Knob, From, To, Verdict, Brought, ColumnCount };
    using Journal = std::shared_ptr<const std::vector<settings::TuningChange>>;
    using Verdicts = std::vector<sessions::ChangeVerdict>;

    explicit ChangesModel(QObject* parent = nullptr);

    /// Never null. A longer journal with the same beginning appends rows; any other one replaces them.
    void setJournal(Journal journal);
    /// Of changes that the journal has, or will have, in its order.
    void setVerdicts(Verdicts verdicts);
    /// What is not yet told of a change, time will tell.
    void setLive(bool live);

    const settings::TuningChange& change(int row) const { return (*m_journal)[std::size_t(row)]; }
    const sessions::ChangeVerdict* verdict(int row) const; ///< null: none is known
    /// It has no verdict, but will have one when more calls have ended.
    bool isTooEarly(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// What the changes brought is known better, or not at all any more.
    void judged();

private:
    void tellJudged();
    QString text(int row, int column) const;
    QString verdictOf(int row) const;

    Journal m_journal;
    Verdicts m_verdicts;
    bool m_live = false;
};

} // namespace dyno::ui
