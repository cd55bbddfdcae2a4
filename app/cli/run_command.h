#pragma once

#include "app/cli/options.h"

namespace dyno::app {

/// `mcp-dyno run`: loads a tool and reports. Returns the exit status.
int runCommand(const RunOptions& options);

} // namespace dyno::app
