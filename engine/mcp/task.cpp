#include "engine/mcp/task.h"

#include "engine/mcp/json_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dyno::mcp {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, TaskStatus>, 5> statuses{{
    {"working", TaskStatus::Working},
    {"input_required", TaskStatus::InputRequired},
    {"completed", TaskStatus::Completed},
    {"failed", TaskStatus::Failed},
    {"cancelled", TaskStatus::Cancelled},
}};

std::optional<TaskStatus> statusNamed(std::string_view name) {
    for (const auto& [known, status] : statuses)
        if (known == name)
            return status;
    return std::nullopt;
}

/// A server must neither make us spin nor make us sleep for ever.
async::Duration pollInterval(const json& task, Era era) {
    const json& hint = member(task, era == Era::Modern ? "pollIntervalMs" : "pollInterval");
    const double ms = hint.is_number() ? hint.get<double>() : 500;
    return milliseconds(static_cast<std::int64_t>(std::clamp(ms, 10.0, 60'000.0)));
}

std::optional<async::Duration> timeToLive(const json& task, Era era) {
    constexpr double mostMs = 1e12;
    const json& ttl = member(task, era == Era::Modern ? "ttlMs" : "ttl");
    if (!ttl.is_number())
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::clamp(ttl.get<double>(), 0.0, mostMs)));
}

Error protocolError(std::string message) {
    return {ErrorKind::Protocol, std::move(message)};
}

} // namespace

bool isTask(const json& result, Era era) {
    return era == Era::Modern ? member(result, "resultType") == "task" : member(result, "task").is_object();
}

Result<Task> readTask(const json& result, Era era) {
    // A legacy server wraps the task when it creates it, and some do so in the answer to tasks/get.
    const json& wrapped = member(result, "task");
    const json& task = era == Era::Legacy && wrapped.is_object() ? wrapped : result;
    const std::string id = textMember(task, "taskId");
    if (id.empty())
        return protocolError("the server describes a task without taskId");
    const std::string status = textMember(task, "status");
    const auto known = statusNamed(status);
    if (!known)
        return protocolError(
            fmt::format("the server describes a task with an unknown status \"{}\"", status));
    return Task{id,
                *known,
                textMember(task, "statusMessage"),
                pollInterval(task, era),
                timeToLive(task, era),
                member(task, "result"),
                member(task, "error"),
                member(task, "inputRequests")};
}

} // namespace dyno::mcp
