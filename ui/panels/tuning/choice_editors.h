#pragma once

#include "ui/panels/tuning/knob_editor.h"

#include <vector>

class QCheckBox;
class QComboBox;

namespace dyno::ui {

/// On or off.
class FlagEditor : public KnobEditor {
    Q_OBJECT

public:
    FlagEditor(const settings::Knob& knob, QWidget* parent);

    void setValue(const settings::KnobValue& value) override;
    QWidget* field() override;

private:
    QCheckBox* m_box;
};

/// One of several.
class ChoiceEditor : public KnobEditor {
    Q_OBJECT

public:
    ChoiceEditor(const settings::Knob& knob, QWidget* parent);

    void setValue(const settings::KnobValue& value) override;
    QWidget* field() override;

private:
    QComboBox* m_choices;
};

/// Any of several.
class NamesEditor : public KnobEditor {
    Q_OBJECT

public:
    NamesEditor(const settings::Knob& knob, QWidget* parent);

    void setValue(const settings::KnobValue& value) override;
    QWidget* field() override { return this; }

private:
    void tell();

    const settings::Knob& m_knob;
    std::vector<QCheckBox*> m_boxes;
};

} // namespace dyno::ui
