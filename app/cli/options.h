#pragma once

#include "app/cli/server_options.h"
#include "engine/error.h"
#include "engine/settings/tuning.h"
#include "engine/workload/scenario.h"

#include <string>

namespace dyno::app {

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
[[nodiscard]] Result<settings::Tuning> tuning(const RunOptions& options);
[[nodiscard]] Result<workload::Scenario> scenario(const RunOptions& options, ServerId server);

} // namespace dyno::app
