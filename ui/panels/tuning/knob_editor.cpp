#include "ui/panels/tuning/knob_editor.h"

#include "ui/panels/tuning/choice_editors.h"
#include "ui/panels/tuning/number_editor.h"
#include "ui/panels/tuning/text_editor.h"

#include <QEvent>

namespace dyno::ui {
namespace {

class WheelGuard : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus())
            return false;
        event->ignore(); // the panel behind takes it
        return true;
    }
};

} // namespace

void guardFromWheel(QWidget* field) {
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(new WheelGuard(field));
}

KnobEditor* makeKnobEditor(const settings::Knob& knob, QWidget* parent) {
    using settings::KnobKind;
    switch (knob.kind) {
    case KnobKind::Flag:
        return new FlagEditor(knob, parent);
    case KnobKind::Choice:
        return new ChoiceEditor(knob, parent);
    case KnobKind::Text:
        if (!knob.choices.empty())
            return new NamesEditor(knob, parent);
        return new TextEditor(knob, parent);
    case KnobKind::Rules:
        return new TextEditor(knob, parent);
    case KnobKind::Count:
    case KnobKind::Number:
    case KnobKind::Duration:
    case KnobKind::Bytes:
    case KnobKind::Share:
        break;
    }
    return new NumberEditor(knob, parent);
}

} // namespace dyno::ui
