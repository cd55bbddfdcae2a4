#include "engine/mcp/task_follower.h"

#include "engine/mcp/json_members.h"

namespace dyno::mcp {

namespace {

using nlohmann::json;

constexpr std::string_view getMethod = "tasks/get";
constexpr std::string_view resultMethod = "tasks/result";
constexpr std::string_view updateMethod = "tasks/update";
constexpr std::string_view cancelMethod = "tasks/cancel";

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

TaskFollower::Outcome outcome(Answer answer) {
    return {boost::system::in_place_value, std::move(answer)};
}

Error withReason(std::string text, const Task& task) {
    return {ErrorKind::ToolFailed, task.message.empty() ? text : text + ": " + task.message};
}

TaskFollower::Outcome failed(const Task& task) {
    if (!task.error.is_object())
        return withReason("the task failed", task);
    const json& code = member(task.error, "code");
    return outcome(jsonrpc::ErrorObject{code.is_number_integer() ? code.get<int>() : 0,
                                        textMember(task.error, "message"), member(task.error, "data")});
}

TaskFollower::Outcome completed(Task& task) {
    if (!task.result.is_object())
        return Error{ErrorKind::Protocol, "the server says that a task is completed, but gives no result"};
    return outcome(std::move(task.result));
}

} // namespace

TaskFollower::Next TaskFollower::start(const json& result) {
    auto task = readTask(result, m_era);
    if (task.has_error())
        return Outcome(task.error());
    m_id = task->id;
    m_pollInterval = task->pollInterval;
    // What announces a task holds neither result nor questions in the modern era, whatever its status.
    if (m_era == Era::Modern && task->status != TaskStatus::Working)
        return poll({});
    return proceed(std::move(*task));
}

TaskFollower::Next TaskFollower::answered(Answer answer) {
    if (std::holds_alternative<jsonrpc::ErrorObject>(answer) || m_sent == resultMethod)
        return outcome(std::move(answer));
    if (m_sent == updateMethod)
        return poll(m_pollInterval);
    auto task = readTask(std::get<json>(answer), m_era);
    if (task.has_error())
        return Outcome(task.error());
    m_pollInterval = task->pollInterval;
    return proceed(std::move(*task));
}

TaskFollower::Next TaskFollower::inputGathered(const json& responses) {
    m_sent = updateMethod;
    std::string params = this->params();
    params.pop_back();
    return Request{updateMethod, params + R"(,"inputResponses":)" + dumped(responses) + "}"};
}

TaskFollower::Next TaskFollower::proceed(Task task) {
    if (task.status == TaskStatus::Working)
        return poll(m_pollInterval);
    if (task.status == TaskStatus::Cancelled)
        return Outcome(withReason("the server cancelled the task", task));
    if (m_era == Era::Legacy) {
        m_sent = resultMethod;
        return Request{resultMethod, params()};
    }
    if (task.status == TaskStatus::InputRequired)
        return ask(task);
    return task.status == TaskStatus::Failed ? failed(task) : completed(task);
}

TaskFollower::Next TaskFollower::poll(async::Duration after) {
    ++m_polls;
    m_sent = getMethod;
    return Request{getMethod, params(), after};
}

TaskFollower::Next TaskFollower::ask(const Task& task) {
    Questions fresh{json::object()};
    for (const auto& [key, request] : task.inputRequests.items())
        if (m_asked.insert(key).second)
            fresh.inputRequests[key] = request;
    if (fresh.inputRequests.empty())
        return poll(m_pollInterval);
    return fresh;
}

std::string TaskFollower::params() const {
    return R"({"taskId":)" + dumped(m_id) + "}";
}

std::optional<TaskFollower::Request> TaskFollower::cancellation() const {
    if (m_id.empty())
        return std::nullopt;
    return Request{cancelMethod, params()};
}

} // namespace dyno::mcp
