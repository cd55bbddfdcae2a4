#pragma once

#include "app/demo_server/options.h"

namespace dyno::demo {

/// Writes the ordered text on stderr, sets the signals up and starts the child process where one is ordered.
/// Blocks while nobody reads stderr, as most servers do. To be called before anything else is started.
void prepareProcess(const Options& options);

} // namespace dyno::demo
