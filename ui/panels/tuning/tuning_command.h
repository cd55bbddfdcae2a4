#pragma once

#include "engine/settings/tuning.h"

#include <QUndoCommand>

#include <functional>

namespace dyno::ui {

/// One turn of one knob. Turns of the same gesture (a drag, a spin of the wheel) undo as one.
class TuningCommand : public QUndoCommand {
public:
    using Apply = std::function<void(const settings::Tuning&)>;

    /// `knob` names the knob among its siblings, `gesture` the movement of the hand.
    TuningCommand(settings::Tuning from, settings::Tuning to, int knob, int gesture, Apply apply);

    void undo() override { m_apply(m_from); }
    void redo() override { m_apply(m_to); }
    int id() const override { return m_knob; }
    bool mergeWith(const QUndoCommand* later) override;

private:
    settings::Tuning m_from, m_to;
    int m_knob;
    int m_gesture;
    Apply m_apply;
};

} // namespace dyno::ui
