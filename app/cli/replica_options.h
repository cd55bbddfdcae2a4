#pragma once

#include "app/cli/server_options.h"

namespace dyno::app {

/// What the command line says of the servers that share the calls of the first, as typed.
struct ReplicaOptions {
    std::vector<std::string> addresses; ///< URLs and command lines
    std::string weights;                ///< with commas between; empty: all the same
};

/// The server and its replicas, each with a name of its own; they are one group if there are replicas.
/// InvalidInput says which option cannot be used and why.
[[nodiscard]] Result<std::vector<settings::ServerConfig>> serverConfigs(const ServerOptions& server,
                                                                        const ReplicaOptions& replicas);

} // namespace dyno::app
