#pragma once

#include "engine/error.h"
#include "engine/settings/server_config.h"

#include <string>
#include <vector>

namespace dyno::app {

/// What the command line says of a server, as typed.
struct ServerOptions {
    std::string commandLine;
    std::string url;
    std::vector<std::string> headers; ///< Name: value
    std::string transport = "auto";   ///< auto, http or sse
    std::string caFile;
    std::string bearerVariable; ///< environment variable that holds the token
    std::string bearerFile;     ///< file that holds it
    std::string configFile;
    std::string configName;               ///< empty: the only one that can be used
    std::vector<std::string> inputs;      ///< x=value, for ${input:x} of the configuration file
    std::vector<std::string> environment; ///< K=V
    std::string directory;
    std::vector<std::string> roots; ///< directories
    std::string elicitation = "decline";
    std::string sampling = "decline";
};

/// The typed words as a server's configuration. May ask on the terminal for what the configuration file wants
/// to be asked for. InvalidInput says which option cannot be used and why.
[[nodiscard]] Result<settings::ServerConfig> serverConfig(const ServerOptions& options);

/// Another server with the same options but for its address, a URL or a command line: headers and bearer
/// token go to a URL, environment and directory to a command.
[[nodiscard]] Result<settings::ServerConfig> replicaConfig(ServerOptions options, const std::string& address);

} // namespace dyno::app
