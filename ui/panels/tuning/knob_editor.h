#pragma once

#include "engine/settings/knobs.h"

#include <QWidget>

namespace dyno::ui {

/// The part of a knob's row that is turned. What is typed is checked as it is typed; only what fits the knob
/// is told.
class KnobEditor : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Shows without signalling, and drops what was typed and is no value.
    virtual void setValue(const settings::KnobValue& value) = 0;
    /// What is marked when something is wrong.
    virtual QWidget* field() = 0;

Q_SIGNALS:
    void edited(const dyno::settings::KnobValue& value);
    /// Why what stands there cannot be used; empty when it can.
    void problemFound(const QString& problem);
};

/// The editor that suits the knob's kind. The knob outlives it.
KnobEditor* makeKnobEditor(const settings::Knob& knob, QWidget* parent);

/// Lets the wheel scroll the panel while it happens to be over a field, and turn only the one that has the
/// focus.
void guardFromWheel(QWidget* field);

} // namespace dyno::ui
