#pragma once

#include "engine/settings/tuning.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace dyno::ui {

/// The journal of turned knobs, oldest first.
class ChangesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Knob, From, To, ColumnCount };
    using Journal = std::shared_ptr<const std::vector<settings::TuningChange>>;

    explicit ChangesModel(QObject* parent = nullptr);

    /// Never null. A longer journal with the same beginning appends rows; any other one replaces them.
    void setJournal(Journal journal);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    Journal m_journal;
};

} // namespace dyno::ui
