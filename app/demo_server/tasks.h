#pragma once

#include "app/demo_server/message.h"
#include "app/demo_server/reply_channel.h"
#include "app/demo_server/tool.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dyno::demo {

/// A call that goes on after its request was answered.
struct Task {
    struct Waiting {
        json id;
        ReplyPtr reply;
    };

    std::string id;
    Era era = Era::Legacy;
    std::uint64_t owner = 0;
    std::string status = "working";
    std::chrono::system_clock::time_point created;
    std::chrono::system_clock::time_point updated;
    std::chrono::milliseconds ttl{};
    json outcome = nullptr; ///< {"result": …} or {"error": …} once there is one
    std::weak_ptr<Call> call;
    std::vector<Waiting> waiting; ///< tasks/result requests

    bool over() const { return status != "working"; }
};

using TaskPtr = std::shared_ptr<Task>;

/// The tasks of both eras: 2025-11-25's, which their client alone sees, and the modern extension's, which
/// have no client to belong to. A task is forgotten when its time to live is over.
class Tasks {
public:
    /// `owner` is ignored in the modern era. A `ttl` that is no number becomes a minute.
    TaskPtr create(Era era, std::uint64_t owner, const json& ttl);
    /// What answers the request that made the task.
    static json created(const Task& task);
    /// Where the task's call puts its answer; `client` must be one that nobody else has.
    static ReplyPtr replyTo(const TaskPtr& task, std::uint64_t client);

    Outcome get(const json& params, std::uint64_t client);
    Outcome list(std::uint64_t client);
    Outcome cancel(const json& params, std::uint64_t client);
    /// Legacy tasks/result: answers once the task is over.
    void result(const json& id, const json& params, const ReplyPtr& reply);

private:
    /// Null when there is no such task, or it is another client's.
    TaskPtr find(const json& params, std::uint64_t client);
    void forgetExpired();

    std::map<std::string, TaskPtr> m_tasks;
    unsigned m_last = 0;
};

} // namespace dyno::demo
