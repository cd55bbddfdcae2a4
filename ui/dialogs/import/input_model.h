#pragma once

#include "ui/dialogs/import/import_entry.h"

#include <QAbstractTableModel>
#include <QSet>

#include <map>

namespace dyno::ui {

/// The values that the checked entries need, to be typed in; secret ones are shown as dots. What was typed is
/// kept while its row is not needed.
class InputModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Input, Value, ColumnCount };
    enum Role {
        SecretRole = Qt::UserRole, ///< bool
        OptionsRole,               ///< QStringList
    };

    explicit InputModel(QObject* parent = nullptr);

    void setInputs(std::vector<ImportInput> inputs);
    void setNeeded(const QSet<QString>& ids);
    /// Whether each needed input has a value.
    bool isComplete() const;
    /// Of the needed ones, by id.
    std::map<std::string, std::string> values() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const ImportInput& input(int row) const { return m_inputs[m_needed[row]]; }

    std::vector<ImportInput> m_inputs;
    std::vector<std::size_t> m_needed; ///< rows, as places in m_inputs
};

} // namespace dyno::ui
