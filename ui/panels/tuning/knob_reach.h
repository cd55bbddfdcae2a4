#pragma once

#include "engine/settings/knobs.h"
#include "engine/telemetry/snapshot.h"

#include <QString>

namespace dyno::ui {

/// Whether a knob can act as things are. A stage that is off does not make its knobs inert: one may prepare
/// them.
struct KnobReach {
    bool inert = false; ///< turning it changes nothing
    QString why;        ///< of an inert one; or a hint on what it takes

    bool operator==(const KnobReach&) const = default;
};

KnobReach reachOf(const settings::Knob& knob, const settings::Tuning& tuning,
                  const std::vector<telemetry::ServerStatus>& servers);

} // namespace dyno::ui
