#pragma once

#include "engine/settings/knobs.h"
#include "ui/panels/tuning/knob_scale.h"

#include <QAbstractSpinBox>

class QLineEdit;

namespace dyno::ui {

/// A number as people write it: "64 MiB", "30 s", "10 %", or "off". What is typed stays as it is until it is
/// a value of the knob; a step goes along round values.
class NumberBox : public QAbstractSpinBox {
    Q_OBJECT

public:
    /// The knob outlives it.
    NumberBox(const settings::Knob& knob, QWidget* parent);

    /// Shows without signalling.
    void setValue(const settings::KnobValue& value);
    const settings::KnobValue& value() const { return m_value; }
    QLineEdit& edit() { return *lineEdit(); }

    void stepBy(int steps) override;

Q_SIGNALS:
    void edited(const dyno::settings::KnobValue& value);
    void problemFound(const QString& problem);

protected:
    StepEnabled stepEnabled() const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void check();
    void tell();
    void turnTo(const settings::KnobValue& value);

    const settings::Knob& m_knob;
    KnobScale m_scale;
    settings::KnobValue m_value;
};

} // namespace dyno::ui
