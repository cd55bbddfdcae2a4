#pragma once

class QFormLayout;
class QString;
class QWidget;

namespace dyno::ui {

class FieldProblem;

/// Adds a labelled field with the line under it that says what is wrong. Returns the row's cell, by which
/// QFormLayout::setRowVisible() knows it. `field` may be part of `shown`, which is what the row holds.
QWidget* addField(QFormLayout& form, const QString& label, QWidget* field, FieldProblem* problem = nullptr,
                  QWidget* shown = nullptr);

} // namespace dyno::ui
