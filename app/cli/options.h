#pragma once

#include "app/cli/replica_options.h"
#include "app/cli/server_options.h"
#include "engine/error.h"
#include "engine/settings/workspace_file.h"
#include "engine/workload/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace dyno::app {

/// What `mcp-dyno run` was told, as typed.
struct RunOptions {
    ServerOptions server;
    ReplicaOptions replicas;
    std::string tool;
    std::string arguments = "{}"; ///< JSON text, or @FILE
    std::uint64_t calls = 0;      ///< 0: not given
    std::string duration;
    std::string workspaceFile; ///< applied first, then these, then the assignments
    std::optional<int> workers;
    std::optional<int> pool;
    std::string timeout;
    std::vector<std::string> assignments; ///< key=value
    std::string warmup;                   ///< a number of calls or a length of time
    std::string jsonFile;
    std::string recordFile; ///< the session file; empty: none
    bool recordBodies = true;
    bool quiet = false;
};

struct ToolsOptions {
    ServerOptions server;
    bool json = false;
};

/// The typed words as values. InvalidInput says which option cannot be used and why. Of the workspace,
/// `tuning` is what the other options leave of it.
[[nodiscard]] Result<settings::Workspace> workspace(const RunOptions& options);
[[nodiscard]] Result<workload::Scenario> scenario(const RunOptions& options, ServerId server);

} // namespace dyno::app
