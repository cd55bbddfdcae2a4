#pragma once

#include "ui/panels/tuning/knob_editor.h"

class QLineEdit;

namespace dyno::ui {

/// A name, names with commas between, or the rules of batches as JSON.
class TextEditor : public KnobEditor {
    Q_OBJECT

public:
    TextEditor(const settings::Knob& knob, QWidget* parent);

    void setValue(const settings::KnobValue& value) override;
    QWidget* field() override;

private:
    void check();
    void tell();

    const settings::Knob& m_knob;
    settings::KnobValue m_value;
    QLineEdit* m_edit;
};

} // namespace dyno::ui
