#pragma once

#include "app/cli/options.h"

namespace dyno::app {

/// `mcp-dyno tools`: lists a server's tools. Returns the exit status.
int toolsCommand(const ToolsOptions& options);

} // namespace dyno::app
