#include "ui/dialogs/form_row.h"

#include "ui/panels/field_problem.h"

#include <QFormLayout>
#include <QLabel>

namespace dyno::ui {

QWidget* addField(QFormLayout& form, const QString& label, QWidget* field, FieldProblem* problem,
                  QWidget* shown) {
    auto* cell = new QWidget(form.parentWidget());
    auto* column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(shown ? shown : field);
    if (problem)
        column->addWidget(problem);
    auto* caption = new QLabel(label, form.parentWidget());
    caption->setBuddy(field);
    form.addRow(caption, cell);
    return cell;
}

} // namespace dyno::ui
