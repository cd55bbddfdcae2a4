#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/mcp/protocol_version.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace dyno::mcp {

enum class TaskStatus { Working, InputRequired, Completed, Failed, Cancelled };

/// A task as a server describes it. In the modern era the description holds what its status leads to.
struct Task {
    std::string id;
    TaskStatus status = TaskStatus::Working;
    std::string message;                ///< the server's words on the status; may be empty
    async::Duration pollInterval{};     ///< 10 ms … 60 s; 500 ms when the server names none
    std::optional<async::Duration> ttl; ///< from its creation; none: without limit, or not said
    nlohmann::json result;              ///< modern, Completed
    nlohmann::json error;               ///< modern, Failed: a JSON-RPC error object
    nlohmann::json inputRequests;       ///< modern, InputRequired
};

/// Whether a tools/call result is a task instead of the tool's own result: `resultType` "task" in the modern
/// era, a member `task` in the legacy one, where only a call that asked for a task can get it.
bool isTask(const nlohmann::json& result, Era era);

/// Reads a task: what isTask() recognised, or the answer to tasks/get. Without an id, or with a status that
/// the protocol does not know, a Protocol error.
[[nodiscard]] Result<Task> readTask(const nlohmann::json& result, Era era);

} // namespace dyno::mcp
