#include "app/demo_server/tasks.h"

#include "app/demo_server/call.h"

#include <array>
#include <ctime>

namespace dyno::demo {

namespace {

using Clock = std::chrono::system_clock;

constexpr int pollMilliseconds = 50;
const RpcError unknownTask = {invalidParams, "Unknown task"};

std::string written(Clock::time_point time) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    const std::time_t seconds = Clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.", &parts);
    const std::string fraction = std::to_string(1000 + milliseconds.count() % 1000);
    return std::string(text.data(), length) + fraction.substr(1) + 'Z';
}

json described(const Task& task) {
    const bool modern = task.era == Era::Modern;
    return {{"taskId", task.id},
            {"status", task.status},
            {"createdAt", written(task.created)},
            {"lastUpdatedAt", written(task.updated)},
            {modern ? "ttlMs" : "ttl", task.ttl.count()},
            {modern ? "pollIntervalMs" : "pollInterval", pollMilliseconds}};
}

void setStatus(Task& task, const char* status) {
    task.status = status;
    task.updated = Clock::now();
}

void tellResult(const Task& task, const Task::Waiting& to) {
    json message = {{"jsonrpc", "2.0"}, {"id", to.id}};
    if (task.outcome.is_null())
        message["error"] = {{"code", invalidRequest}, {"message", "The task was " + task.status}};
    else
        message.update(task.outcome);
    if (message.contains("result"))
        message["result"]["_meta"]["io.modelcontextprotocol/related-task"] = {{"taskId", task.id}};
    to.reply->answer(message.dump());
}

void tellWaiting(Task& task) {
    for (const Task::Waiting& waiting : std::exchange(task.waiting, {}))
        tellResult(task, waiting);
}

// A tool's own failure fails a legacy task; a modern one then is complete, with a result that says isError.
bool failed(const json& answer, Era era) {
    return answer.contains("error") ||
           (era == Era::Legacy && member(member(answer, "result"), "isError") == true);
}

class TaskReply final : public ReplyChannel {
public:
    TaskReply(TaskPtr task, std::uint64_t client)
        : ReplyChannel(client)
        , m_task(std::move(task)) {}

    void send(std::string_view) override {}
    void answer(std::string_view message) override {
        json answer = json::parse(message, nullptr, false);
        if (m_task->over() || !answer.is_object())
            return;
        setStatus(*m_task, failed(answer, m_task->era) ? "failed" : "completed");
        const char* const kind = answer.contains("error") ? "error" : "result";
        m_task->outcome = {{kind, std::move(answer[kind])}};
        tellWaiting(*m_task);
    }
    void answerInPieces(std::string message, std::size_t, Duration) override { answer(message); }

private:
    TaskPtr m_task;
};

} // namespace

TaskPtr Tasks::create(Era era, std::uint64_t owner, const json& ttl) {
    forgetExpired();
    auto task = std::make_shared<Task>();
    task->id = "task-" + std::to_string(++m_last);
    task->era = era;
    task->owner = era == Era::Modern ? 0 : owner;
    task->created = task->updated = Clock::now();
    task->ttl = std::chrono::milliseconds(ttl.is_number() ? ttl.get<std::int64_t>() : 60000);
    m_tasks.emplace(task->id, task);
    return task;
}

json Tasks::created(const Task& task) {
    if (task.era == Era::Legacy)
        return {{"task", described(task)}};
    json flat = described(task);
    flat["resultType"] = "task";
    return flat;
}

ReplyPtr Tasks::replyTo(const TaskPtr& task, std::uint64_t client) {
    return std::make_shared<TaskReply>(task, client);
}

Outcome Tasks::get(const json& params, std::uint64_t client) {
    const TaskPtr task = find(params, client);
    if (!task)
        return unknownTask;
    json description = described(*task);
    if (task->era == Era::Modern && !task->outcome.is_null())
        description.update(task->outcome);
    return description;
}

Outcome Tasks::list(std::uint64_t client) {
    forgetExpired();
    json result = {{"tasks", json::array()}};
    for (const auto& [id, task] : m_tasks)
        if (task->era == Era::Legacy && task->owner == client)
            result["tasks"].push_back(described(*task));
    return result;
}

Outcome Tasks::cancel(const json& params, std::uint64_t client) {
    const TaskPtr task = find(params, client);
    if (!task)
        return unknownTask;
    const bool modern = task->era == Era::Modern;
    if (task->over())
        return modern ? Outcome(json::object())
                      : RpcError{invalidParams, "The task is over: " + task->status};
    setStatus(*task, "cancelled");
    if (const CallPtr call = task->call.lock())
        call->close();
    tellWaiting(*task);
    return modern ? json::object() : described(*task);
}

void Tasks::result(const json& id, const json& params, const ReplyPtr& reply) {
    const TaskPtr task = find(params, reply->client());
    if (!task)
        return reply->answer(message::error(id, unknownTask));
    if (task->over())
        return tellResult(*task, {id, reply});
    task->waiting.push_back({id, reply});
}

TaskPtr Tasks::find(const json& params, std::uint64_t client) {
    forgetExpired();
    const json& id = member(params, "taskId");
    const auto found = id.is_string() ? m_tasks.find(id.get_ref<const std::string&>()) : m_tasks.end();
    if (found == m_tasks.end())
        return nullptr;
    const TaskPtr& task = found->second;
    return task->era == Era::Modern || task->owner == client ? task : nullptr;
}

void Tasks::forgetExpired() {
    const auto now = Clock::now();
    std::erase_if(m_tasks,
                  [now](const auto& entry) { return entry.second->created + entry.second->ttl < now; });
}

} // namespace dyno::demo
