#pragma once

#include "engine/mcp/answer.h"
#include "engine/mcp/task.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace dyno::mcp {

/// Follows one task from the result that announced it to the result that the tool would have given. Pure: it
/// is told what came, and says what to do next.
///
/// Modern: tasks/get until it ends; the last answer holds the result. Legacy: tasks/get until it ends or
/// wants input, then tasks/result, which answers when the task has ended; what a legacy server wants to know
/// in between it asks by requests.
class TaskFollower {
public:
    /// Send a request after a while, and report its answer with answered().
    struct Request {
        std::string_view method; ///< a literal
        std::string params;      ///< JSON text of an object, without `_meta`
        async::Duration after{};
    };
    /// Answer the server's questions (`inputRequests`, none of them seen before) and report with
    /// inputGathered().
    struct Questions {
        nlohmann::json inputRequests;
    };
    /// It has ended: with the tool's answer, as tools/call would have given it, or with our reason for not
    /// having one (ToolFailed: the server cancelled it; Protocol).
    using Outcome = Result<Answer>;
    using Next = std::variant<Request, Questions, Outcome>;

    explicit TaskFollower(Era era)
        : m_era(era) {}

    /// `result` is what isTask() recognised.
    Next start(const nlohmann::json& result);
    /// The answer to the request that was asked for last.
    Next answered(Answer answer);
    /// `responses` is an object with the questions' keys.
    Next inputGathered(const nlohmann::json& responses);

    /// Tells the server that nobody wants the result any more. None before the task has an id.
    std::optional<Request> cancellation() const;
    const std::string& taskId() const { return m_id; }
    std::uint32_t polls() const { return m_polls; } ///< tasks/get requests that were asked for

private:
    Next proceed(Task task);
    Next poll(async::Duration after);
    Next ask(const Task& task);
    std::string params() const;

    Era m_era;
    std::string m_id;
    async::Duration m_pollInterval{};
    std::string_view m_sent; ///< the method of the request that is under way
    std::set<std::string>
        m_asked; ///< keys of questions; a server repeats them until the answer has reached it
    std::uint32_t m_polls = 0;
};

} // namespace dyno::mcp
