#pragma once

#include "engine/error.h"
#include "engine/settings/tuning.h"

namespace dyno::ui {
class EngineBridge;
}

namespace dyno::app {

/// Adds the bundled demo server, starts it and loads it: a server that works on four calls at a time, each of
/// which takes about 5 ms, with more callers than that, unless the tuning has a number of its own. Adding
/// connections then visibly shortens the queue in it. Fails when the program is not beside ours.
[[nodiscard]] Result<void> startDemo(ui::EngineBridge& bridge, settings::Tuning tuning);

} // namespace dyno::app
