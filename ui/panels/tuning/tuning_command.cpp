#include "ui/panels/tuning/tuning_command.h"

namespace dyno::ui {

TuningCommand::TuningCommand(settings::Tuning from, settings::Tuning to, int knob, int gesture, Apply apply)
    : m_from(from)
    , m_to(to)
    , m_knob(knob)
    , m_gesture(gesture)
    , m_apply(std::move(apply)) {}

bool TuningCommand::mergeWith(const QUndoCommand* later) {
    const auto& other = static_cast<const TuningCommand&>(*later);
    if (other.m_gesture != m_gesture)
        return false;
    m_to = other.m_to;
    setObsolete(m_from == m_to);
    return true;
}

} // namespace dyno::ui
