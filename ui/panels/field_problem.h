#pragma once

#include <QLabel>

namespace dyno::ui {

/// The line under a field that says what is wrong with it, and the field's red border.
class FieldProblem : public QLabel {
    Q_OBJECT

public:
    /// Marks `field` while there is a problem.
    FieldProblem(QWidget* field, QWidget* parent);

    /// Empty: nothing is wrong.
    void setProblem(const QString& problem);

private:
    QWidget* m_field;
};

} // namespace dyno::ui
