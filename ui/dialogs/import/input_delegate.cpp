#include "ui/dialogs/import/input_delegate.h"

#include "ui/dialogs/import/input_model.h"

#include <QComboBox>
#include <QLineEdit>

namespace dyno::ui {

QWidget* InputDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                     const QModelIndex& index) const {
    const QStringList options = index.data(InputModel::OptionsRole).toStringList();
    const QString name = index.siblingAtColumn(InputModel::Input).data().toString();
    if (!options.isEmpty()) {
        auto* choice = new QComboBox(parent);
        choice->setAccessibleName(name);
        choice->addItems(options);
        return choice;
    }
    auto* edit = new QLineEdit(parent);
    edit->setAccessibleName(name);
    edit->setEchoMode(index.data(InputModel::SecretRole).toBool() ? QLineEdit::Password : QLineEdit::Normal);
    return edit;
}

void InputDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    const QString value = index.data(Qt::EditRole).toString();
    if (auto* choice = qobject_cast<QComboBox*>(editor))
        choice->setCurrentIndex(std::max(choice->findText(value), 0));
    else
        static_cast<QLineEdit*>(editor)->setText(value);
}

void InputDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
    const auto* choice = qobject_cast<QComboBox*>(editor);
    model->setData(index, choice ? choice->currentText() : static_cast<QLineEdit*>(editor)->text());
}

} // namespace dyno::ui
