#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/colours.h"

namespace dyno::ui {

/// The colour that stands for a state, in every panel.
Colour stateColour(telemetry::ConnectionState state);
Colour stateColour(telemetry::ServerState state);
Colour stateColour(telemetry::BreakerState state);
Colour levelColour(telemetry::LogLevel level);

} // namespace dyno::ui
