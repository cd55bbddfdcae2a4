#pragma once

#include <string>

namespace dyno::app {

/// What `mcp-dyno servers` was told, as typed.
struct ServersOptions {
    std::string configFile;
    bool json = false;
};

/// `mcp-dyno servers`: lists the servers of a client's configuration file, with what is wrong with those that
/// cannot be used, and no secret. Returns the exit status.
int serversCommand(const ServersOptions& options);

} // namespace dyno::app
