#pragma once

#include "ui/panels/tuning/knob_editor.h"
#include "ui/panels/tuning/knob_scale.h"

class QCheckBox;
class QSlider;

namespace dyno::ui {

class NumberBox;

/// A slider and a box; before them a tick where the knob may be off.
class NumberEditor : public KnobEditor {
    Q_OBJECT

public:
    NumberEditor(const settings::Knob& knob, QWidget* parent);

    void setValue(const settings::KnobValue& value) override;
    QWidget* field() override;

private:
    void turnTo(const settings::KnobValue& value);
    QCheckBox* makeTick(const settings::Knob& knob);

    KnobScale m_scale;
    double m_lastNumber; ///< to come back to when it is switched on again
    QCheckBox* m_tick;   ///< null where the knob is never off
    QSlider* m_slider;
    NumberBox* m_box;
};

} // namespace dyno::ui
