#pragma once

#include "app/cli/parser.h"

namespace dyno::app {

/// Opens the window and runs until it is closed. Returns the exit status.
int runConsole(const ConsoleOptions& options, int argc, char** argv);

} // namespace dyno::app
