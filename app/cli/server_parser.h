#pragma once

#include "app/cli/replica_options.h"
#include "app/cli/server_options.h"

#include <initializer_list>

namespace CLI {
class App;
}

namespace dyno::app {

/// Adds the options that say which server a command is about. `options` must outlive the parsing.
void addServerOptions(CLI::App& command, ServerOptions& options);

/// Adds those that say which other servers share the calls of that one.
void addReplicaOptions(CLI::App& command, ReplicaOptions& options);

/// Throws CLI11's error when none of the options was given. For a command's callback.
void requireOneOf(const CLI::App& command, std::initializer_list<const char*> names);

} // namespace dyno::app
