// One tools/call with all that may come of it: rounds of questions, a task to follow to its end.

#include "engine/mcp/input_required.h"
#include "engine/mcp/param_headers.h"
#include "engine/mcp/session.h"
#include "engine/mcp/task_follower.h"
#include "engine/mcp/tool_result.h"
#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::mcp {

using jsonrpc::Reply;
using nlohmann::json;

namespace {

/// A server that only wants the request once more is given a moment, or all rounds would pass at once.
constexpr async::Duration emptyRound = std::chrono::milliseconds(250);

std::string quoted(std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Stamps of several requests of one call: it left with the first, and its answer came with the last.
void addTimes(ToolReply& reply, const jsonrpc::RequestTimes& times) {
    const jsonrpc::RequestTimes first = std::exchange(reply.times, times);
    if (first.written == async::TimePoint())
        return;
    reply.times.written = first.written;
    reply.times.resolved = first.resolved;
    reply.times.connected = first.connected;
    reply.times.secured = first.secured;
    reply.times.bytesReceived += first.bytesReceived;
}

Error timedOut(std::string_view what, const ToolCall& call) {
    return {ErrorKind::TimedOut,
            fmt::format("{} within {} (call time-out)", what, settings::durationText(call.limit))};
}

/// An answer past the call's own bound is not handed on.
void bound(Reply& reply, const ToolCall& call) {
    if (reply.answer.has_value() && reply.times.bytesReceived > call.maxResultBytes)
        reply.answer =
            Error{ErrorKind::Limit,
                  fmt::format("the answer has {} bytes, more than the {} allowed for one (result.bytes)",
                              reply.times.bytesReceived, call.maxResultBytes)};
}

} // namespace

async::Awaitable<ToolReply> Session::callTool(ToolCall call) {
    const std::string params = callParams(call);
    const std::vector<http::Header> headers =
        mirrorsInHeaders() ? callHeaders(call) : std::vector<http::Header>();
    const bool taskMayCome = m_era == Era::Modern || wantsTask(call);
    std::string sent = params;
    ToolReply reply;
    for (int round = 0;; ++round) {
        Reply answer = co_await sendCall(call, sent, headers, reply);
        addTimes(reply, answer.times);
        reply.unseen = answer.unseen && round == 0;
        reply.retryAfter = answer.retryAfter;
        if (answer.answer.has_error()) {
            reply.result = answer.answer.error();
            co_return reply;
        }
        const json* result = std::get_if<json>(&*answer.answer);
        if (result && m_era == Era::Modern && wantsInput(*result)) {
            auto next = co_await answerRound(call, params, *result, round);
            if (next.has_value()) {
                sent = std::move(*next);
                continue;
            }
            reply.result = next.error();
        } else if (result && taskMayCome && isTask(*result, m_era)) {
            reply.result = co_await followTask(call, *result, reply);
        } else {
            finish(reply, std::move(*answer.answer), round);
        }
        co_return reply;
    }
}

std::string Session::callParams(const ToolCall& call) const {
    std::string params = fmt::format(R"({{"name":{},"arguments":{})", quoted(call.tool), call.arguments);
    if (wantsTask(call))
        params += fmt::format(R"(,"task":{{"ttl":{}}})",
                              std::chrono::ceil<std::chrono::milliseconds>(call.limit).count());
    return params + '}';
}

/// In the legacy era the client asks for a task; in the modern one the server decides.
bool Session::wantsTask(const ToolCall& call) const {
    return m_era == Era::Legacy && call.definition && call.definition->taskSupport == TaskSupport::Required;
}

/// What intermediaries may read without the body: 2026-07-28, "Streamable HTTP".
bool Session::mirrorsInHeaders() const {
    return m_era == Era::Modern && m_transport->name() == "http";
}

std::vector<http::Header> Session::callHeaders(const ToolCall& call) const {
    std::vector<http::Header> headers{{"Mcp-Name", headerValue(call.tool)}};
    if (!call.definition || call.definition->paramHeaders.empty())
        return headers;
    const json arguments = json::parse(call.arguments, nullptr, false);
    for (auto& header : paramHeaders(*call.definition, arguments))
        headers.push_back(std::move(header));
    return headers;
}

async::Awaitable<Reply> Session::sendCall(const ToolCall& call, const std::string& params,
                                          const std::vector<http::Header>& headers, ToolReply& reply) {
    const std::uint64_t id = m_pending.nextId();
    const bool wantsProgress = call.onProgress || call.idle;
    const std::string token = wantsProgress ? fmt::format(R"("progressToken":{})", id) : "";
    if (call.onProgress)
        m_progress[id] = call.onProgress;
    const std::string sent = withMeta(params, token);
    async::Waiter<Reply> waiter;
    const auto done = [&waiter](Reply answer) { waiter.complete(std::move(answer)); };
    const Sending sending{"tools/call", sent, call.deadline, call.limit, headers, call.repeatable, call.idle};
    reply.bytesSent += send(sending, done);
    Reply answer = co_await waiter.wait();
    m_progress.erase(id);
    bound(answer, call);
    co_return answer;
}

/// The tool's own answer. Two errors are about the conversation, not the call, and whoever calls can mend
/// them, unless a round before had been accepted.
void Session::finish(ToolReply& reply, Answer answer, int round) {
    if (const auto* error = std::get_if<jsonrpc::ErrorObject>(&answer); error && m_era == Era::Modern) {
        reply.toolListStale = error->code == headerMismatch && round == 0;
        if (error->code == unsupportedVersion) {
            reply.unseen = round == 0;
            m_observer.sessionLost(rejected(*error));
        }
    }
    reply.result = readToolResult(std::move(answer));
}

/// The params of the next round; `params` are those of the first.
async::Awaitable<Result<std::string>> Session::answerRound(const ToolCall& call, const std::string& params,
                                                           const json& result, int round) {
    if (round >= mostInputRounds)
        co_return tooManyRounds("tools/call");
    const auto wanted = readInputRequired(result);
    if (wanted.has_error())
        co_return wanted.error();
    if (wanted->requests.empty())
        if (auto over =
                co_await pause(m_clock.now() + emptyRound, call, "the server did not get to an answer"))
            co_return *over;
    const auto responses = co_await gather(call, wanted->requests);
    if (responses.has_error())
        co_return responses.error();
    co_return retryParams(params, *responses, wanted->state);
}

/// Answers of our policy, or of a person, for whom the call's time is all there is.
async::Awaitable<Result<json>> Session::gather(const ToolCall& call, const json& requests) {
    struct Gathering {
        Pause pause;
        std::optional<Result<json>> answers;
    };
    const auto gathering = std::make_shared<Gathering>();
    gatherInput(m_answers, requests, [this, gathering, life = std::weak_ptr(m_life)](Result<json> answers) {
        gathering->answers.emplace(std::move(answers));
        if (!life.expired() && m_pauses.erase(&gathering->pause) > 0)
            gathering->pause.complete(std::nullopt);
    });
    if (!gathering->answers) {
        const auto alarm = m_clock.makeAlarm();
        alarm->set(call.deadline, [&] {
            if (m_pauses.erase(&gathering->pause) > 0)
                gathering->pause.complete(timedOut("nobody answered what the server asked", call));
        });
        m_pauses.insert(&gathering->pause);
        if (auto over = co_await gathering->pause.wait())
            co_return *over;
    }
    co_return std::move(*gathering->answers);
}

/// Waits until then; an Error when the call is over before. `overdue` is what its time-out says.
async::Awaitable<std::optional<Error>> Session::pause(async::TimePoint until, const ToolCall& call,
                                                      std::string_view overdue) {
    Pause pause;
    const auto alarm = m_clock.makeAlarm();
    alarm->set(std::min(until, call.deadline), [&] {
        if (m_pauses.erase(&pause) == 0)
            return;
        if (call.deadline <= until)
            pause.complete(timedOut(overdue, call));
        else
            pause.complete(std::nullopt);
    });
    m_pauses.insert(&pause);
    co_return co_await pause.wait();
}

void Session::endPauses(const Error& error) {
    for (Pause* pause : std::exchange(m_pauses, {}))
        pause->complete(error);
}

async::Awaitable<Result<json>> Session::followTask(const ToolCall& call, const json& announced,
                                                   ToolReply& reply) {
    TaskFollower follower(m_era);
    TaskFollower::Next next = follower.start(announced);
    for (;;) {
        reply.taskPolls = follower.polls();
        if (auto* outcome = std::get_if<TaskFollower::Outcome>(&next)) {
            reply.taskEnded = m_clock.now();
            if (outcome->has_error())
                co_return outcome->error();
            co_return readToolResult(std::move(**outcome));
        }
        next = co_await takeStep(call, follower, std::move(next));
    }
}

/// Does what the follower wants done, and tells it what came of that. Where nothing comes of it any more, the
/// server is told that nobody wants the task's result.
async::Awaitable<TaskFollower::Next> Session::takeStep(const ToolCall& call, TaskFollower& follower,
                                                       TaskFollower::Next wanted) {
    const auto giveUp = [&](const Error& error) {
        cancelTask(follower);
        return TaskFollower::Next(TaskFollower::Outcome(error));
    };
    if (const auto* questions = std::get_if<TaskFollower::Questions>(&wanted)) {
        const auto answers = co_await gather(call, questions->inputRequests);
        if (answers.has_error())
            co_return giveUp(answers.error());
        co_return follower.inputGathered(*answers);
    }
    const auto& request = std::get<TaskFollower::Request>(wanted);
    if (request.after > async::Duration::zero())
        if (auto over = co_await pause(m_clock.now() + request.after, call, "the task did not end"))
            co_return giveUp(*over);
    async::Waiter<Reply> waiter;
    const auto done = [&waiter](Reply reply) { waiter.complete(std::move(reply)); };
    sendTaskRequest(follower, request, call.deadline, call.limit, done);
    Reply reply = co_await waiter.wait();
    bound(reply, call);
    if (reply.answer.has_error())
        co_return giveUp(reply.answer.error());
    co_return follower.answered(std::move(*reply.answer));
}

void Session::sendTaskRequest(const TaskFollower& follower, const TaskFollower::Request& request,
                              async::TimePoint deadline, async::Duration limit, Completion done) {
    std::vector<http::Header> headers;
    if (mirrorsInHeaders())
        headers.emplace_back("Mcp-Name", headerValue(follower.taskId()));
    const std::string params = withMeta(request.params);
    send({request.method, params, deadline, limit, headers}, std::move(done));
}

/// Nobody waits for the answer.
void Session::cancelTask(const TaskFollower& follower) {
    if (const auto request = follower.cancellation(); request && !m_ended)
        sendTaskRequest(follower, *request, m_clock.now() + m_limits.request, m_limits.request, [](Reply) {});
}

} // namespace dyno::mcp
