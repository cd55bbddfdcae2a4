#pragma once

#include "engine/error.h"
#include "engine/settings/server_config.h"
#include "engine/settings/tuning.h"
#include "engine/workload/scenario.h"

#include <string>
#include <vector>

namespace dyno::app {

/// What the command line says of a server, as typed.
struct ServerOptions {
    std::string commandLine;
    std::string configFile;
    std::string configName;
    std::vector<std::string> environment; ///< K=V
    std::string directory;
};

/// What `mcp-dyno run` was told, as typed.
struct RunOptions {
    ServerOptions server;
    std::string tool;
    std::string arguments = "{}"; ///< JSON text, or @FILE
    std::uint64_t calls = 0;      ///< 0: not given
    std::string duration;
    int workers = 8;
    int pool = 1;
    std::string timeout = "30s";
    std::string warmup; ///< a number of calls or a length of time
    std::string jsonFile;
    bool quiet = false;
};

struct ToolsOptions {
    ServerOptions server;
    bool json = false;
};

/// The typed words as values. InvalidInput says which option cannot be used and why.
[[nodiscard]] Result<settings::ServerConfig> serverConfig(const ServerOptions& options);
[[nodiscard]] Result<settings::Tuning> tuning(const RunOptions& options);
[[nodiscard]] Result<workload::Scenario> scenario(const RunOptions& options, ServerId server);

} // namespace dyno::app
