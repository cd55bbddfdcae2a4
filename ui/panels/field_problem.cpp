#include "ui/panels/field_problem.h"

#include "ui/theme/theme.h"

#include <QStyle>

using namespace Qt::StringLiterals;

namespace dyno::ui {

FieldProblem::FieldProblem(QWidget* field, QWidget* parent)
    : QLabel(parent)
    , m_field(field) {
    setProperty("role", u"problem"_s);
    setFont(Theme::smallFont());
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    hide();
}

void FieldProblem::setProblem(const QString& problem) {
    setText(problem);
    setVisible(!problem.isEmpty());
    const bool invalid = !problem.isEmpty();
    if (m_field->property("invalid").toBool() == invalid)
        return;
    m_field->setProperty("invalid", invalid);
    m_field->setAccessibleDescription(problem);
    // A style sheet reads properties only when the widget is polished.
    m_field->style()->unpolish(m_field);
    m_field->style()->polish(m_field);
}

} // namespace dyno::ui
