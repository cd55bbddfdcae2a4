#pragma once

#include "ui/dialogs/import/import_entry.h"

#include <QAbstractTableModel>
#include <QSet>

namespace dyno::ui {

/// The servers of a configuration file, each with a check box unless it cannot be used.
class ImportModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Kind, Address, State, ColumnCount };
    enum Role {
        ColourRole = Qt::UserRole, ///< Colour of the state
    };

    explicit ImportModel(QObject* parent = nullptr);

    /// Checks those that can be used and are not switched off in their file.
    void setEntries(std::vector<ImportEntry> entries);
    /// Says of an entry why it cannot be used after all, and takes its check box away.
    void setProblem(int row, const QString& problem);
    void checkAll(bool on);

    const ImportEntry& entry(int row) const { return m_rows[row].entry; }
    QList<int> checkedRows() const;
    int usableCount() const;
    /// The ids of all that the checked entries need.
    QSet<QString> neededInputs() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void checksChanged();

private:
    struct Row {
        ImportEntry entry;
        bool checked = false;
    };

    QString text(const ImportEntry& entry, int column) const;

    std::vector<Row> m_rows;
};

} // namespace dyno::ui
