#include "engine/mcp/session.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/mcp/prompt_list.h"
#include "engine/mcp/resource_list.h"
#include "engine/mcp/tool_result.h"
#include "engine/settings/duration_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::mcp {

using jsonrpc::Reply;
using jsonrpc::RequestTimes;
using nlohmann::json;

namespace {

using Direction = telemetry::TraceEntry::Direction;
using MessageKind = telemetry::TraceEntry::Kind;

/// Whether a request is, or is part of, a call, and has its time-out.
bool belongsToCall(std::string_view method) {
    return method == "tools/call" || (method.starts_with("tasks/") && method != "tasks/cancel");
}

/// Reports of a flood stay readable: the first three, then each power of ten.
bool worthReporting(std::uint64_t count) {
    if (count <= 3)
        return true;
    while (count % 10 == 0)
        count /= 10;
    return count == 1;
}

std::string excerpt(std::string_view text) {
    constexpr std::size_t most = 200;
    return std::string(jsonrpc::beginning(text, most)) + (text.size() > most ? "…" : "");
}

Error timedOut(const jsonrpc::PendingRequests::Entry& entry, const Session::Strays& strays) {
    if (entry.idleAt < entry.deadline)
        return {ErrorKind::TimedOut,
                fmt::format("no progress for {} (timeouts.idle)", settings::durationText(*entry.idle))};
    const std::string_view limit = belongsToCall(entry.method) ? "call time-out" : "request time-out";
    const std::string unknown =
        strays.unknownReplies == 0
            ? ""
            : fmt::format("The server has sent {} replies under ids that nobody asked under.",
                          strays.unknownReplies);
    return {ErrorKind::TimedOut,
            fmt::format("no answer to {} within {} ({})", entry.method, settings::durationText(entry.limit),
                        limit),
            unknown};
}

} // namespace

Session::Session(async::Clock& clock, std::shared_ptr<transport::Transport> transport, Limits limits,
                 SessionObserver& observer, ClientAnswers answers, std::optional<ServerInfo> known)
    : m_clock(clock)
    , m_transport(std::move(transport))
    , m_limits(limits)
    , m_observer(observer)
    , m_answers(std::move(answers))
    , m_known(std::move(known))
    , m_handshakeAlarm(clock.makeAlarm())
    , m_probeAlarm(clock.makeAlarm())
    , m_subscribeAlarm(clock.makeAlarm())
    , m_gatherAlarm(clock.makeAlarm())
    , m_deadlineAlarm(clock.makeAlarm()) {}

Session::~Session() = default;

/// Reads a list page by page. `read` takes each result, and gives the cursor of the next page.
async::Awaitable<Result<void>> Session::readPages(std::string_view method, PageReader read) {
    constexpr int maxPages = 1000; // a server that hands out cursors for ever must not hold us for ever
    std::optional<std::string> cursor;
    for (int page = 0; page < maxPages; ++page) {
        const json params = cursor ? json{{"cursor", *cursor}} : json::object();
        Reply reply = co_await request(method, params.dump());
        if (reply.answer.has_error())
            co_return reply.answer.error();
        if (const auto* error = std::get_if<jsonrpc::ErrorObject>(&*reply.answer))
            co_return rejected(*error);
        auto next = read(std::get<json>(*reply.answer));
        if (next.has_error())
            co_return next.error();
        cursor = std::move(*next);
        if (!cursor)
            co_return Result<void>{};
    }
    co_return Error{ErrorKind::Limit,
                    fmt::format("the server's answer to {} has more than {} pages", method, maxPages)};
}

async::Awaitable<Result<ToolList>> Session::listTools() {
    ToolList list;
    const HeaderRules rules = mirrorsInHeaders() ? HeaderRules::Enforced : HeaderRules::Ignored;
    const PageReader read = [&](const json& result) -> Result<std::optional<std::string>> {
        auto page = readToolPage(result, rules);
        if (page.has_error())
            return page.error();
        std::move(page->tools.begin(), page->tools.end(), std::back_inserter(list.tools));
        std::move(page->warnings.begin(), page->warnings.end(), std::back_inserter(list.warnings));
        list.pages.push_back(readFreshness(result, m_clock.now()));
        return page->nextCursor;
    };
    const Result<void> done = co_await readPages("tools/list", read);
    if (done.has_error())
        co_return done.error();
    co_return list;
}

namespace {

/// Appends what a page holds.
template<class Entry>
Result<std::optional<std::string>> take(Result<ListPage<Entry>> page, std::vector<Entry>& all) {
    if (page.has_error())
        return page.error();
    std::move(page->entries.begin(), page->entries.end(), std::back_inserter(all));
    return page->nextCursor;
}

} // namespace

async::Awaitable<ServerDetail> Session::readDetail(ServerInfo info) {
    ServerDetail detail;
    detail.capabilities = info.capabilities;
    detail.instructions = info.instructions;
    if (info.hasResources) {
        const PageReader read = [&](const json& result) {
            return take(readResourcePage(result), detail.resources);
        };
        const Result<void> done = co_await readPages("resources/list", read);
        if (done.has_error())
            detail.resourcesProblem = done.error().message;
    }
    if (info.hasPrompts) {
        const PageReader read = [&](const json& result) {
            return take(readPromptPage(result), detail.prompts);
        };
        const Result<void> done = co_await readPages("prompts/list", read);
        if (done.has_error())
            detail.promptsProblem = done.error().message;
    }
    co_return detail;
}

async::Awaitable<Reply> Session::request(std::string_view method, std::string params) {
    async::Waiter<Reply> waiter;
    const auto done = [&waiter](Reply reply) { waiter.complete(std::move(reply)); };
    const std::string sent = withMeta(std::move(params));
    send({method, sent, m_clock.now() + m_limits.request, m_limits.request}, done);
    co_return co_await waiter.wait();
}

async::Awaitable<Result<void>> Session::checkAlive(async::TimePoint deadline) {
    async::Waiter<Reply> waiter;
    const auto done = [&waiter](Reply reply) { waiter.complete(std::move(reply)); };
    const std::string params = withMeta("{}");
    const std::string_view method = m_era == Era::Modern ? "server/discover" : "ping";
    send({method, params, deadline, deadline - m_clock.now()}, done);
    const Reply reply = co_await waiter.wait();
    if (reply.answer.has_error())
        co_return reply.answer.error();
    co_return Result<void>{};
}

/// Returns the bytes sent. A session that has ended answers at once.
std::uint64_t Session::send(const Sending& sending, Completion done) {
    if (m_ended) {
        done({Error{ErrorKind::PeerClosed, "the connection is closed"}, {}});
        return 0;
    }
    const async::TimePoint idleAt = sending.idle ? m_clock.now() + *sending.idle : async::TimePoint::max();
    const std::uint64_t id = m_pending.add(
        {sending.deadline, sending.limit, sending.method, {}, std::move(done), sending.idle, idleAt});
    std::string frame = jsonrpc::encodeRequest(id, sending.method, sending.params);
    const std::size_t bytes = frame.size() + 1;
    armDeadline(std::min(sending.deadline, idleAt));
    if (gathers(sending.method)) {
        gather(id, std::move(frame), sending);
        return bytes;
    }
    m_observer.traced(
        {Direction::Out, MessageKind::Request, sending.method, fmt::format_int(id).c_str(), frame});
    sent(m_transport->send({frame, id, sending.method, sending.headers, sending.repeatable}), {&id, 1});
    return bytes;
}

/// The transport takes these to be written when it has reached that offset.
void Session::sent(std::uint64_t offset, std::span<const std::uint64_t> requests) {
    for (const std::uint64_t id : requests) {
        if (offset > m_writtenUpTo)
            m_unwritten.emplace_back(offset, id);
        else if (auto* entry = m_pending.find(id)) // it wrote at once
            entry->times.written = m_writtenAt;
    }
}

void Session::notify(std::string_view method, std::string_view params) {
    const std::string frame = jsonrpc::encodeNotification(method, params);
    m_observer.traced({Direction::Out, MessageKind::Notification, method, {}, frame});
    m_transport->send({frame, {}, method});
}

/// `members` are what `_meta` is to hold beside what the era wants, as JSON text without braces.
std::string Session::withMeta(std::string params, std::string_view members) const {
    if (m_meta.empty() && members.empty())
        return params;
    std::string meta = m_meta.empty() ? "{}" : m_meta;
    if (!members.empty())
        meta.insert(1, std::string(members) + (m_meta.empty() ? "" : ","));
    params.pop_back();
    if (params.size() > 1)
        params += ',';
    return params + R"("_meta":)" + meta + "}";
}

void Session::armDeadline(async::TimePoint deadline) {
    if (deadline >= m_armedFor)
        return;
    m_armedFor = deadline;
    m_deadlineAlarm->set(deadline, [this] { expire(); });
}

void Session::expire() {
    m_armedFor = async::TimePoint::max();
    if (m_openQuestions > 0) // it is we who are silent
        restartIdle();
    for (const std::uint64_t id : m_pending.expired(m_clock.now()))
        if (const auto* entry = m_pending.find(id))
            giveUp(id, timedOut(*entry, m_strays));
    armDeadline(m_pending.nextDeadline());
}

/// A question does not say which call it is about.
void Session::restartIdle() {
    for (const std::uint64_t id : m_pending.ids())
        if (auto* entry = m_pending.find(id); entry->idle)
            entry->idleAt = m_clock.now() + *entry->idle;
}

/// Stops waiting for a request and tells the server, which may save itself the work, unless it has not been
/// sent at all.
void Session::giveUp(std::uint64_t id, Error error) {
    const bool unsent = m_gathered.remove(id);
    auto entry = unsent ? m_pending.take(id) : m_pending.abandon(id);
    if (!entry)
        return;
    if (!unsent && !m_transport->abandon(id)) {
        const json params = {{"requestId", id}, {"reason", error.message}};
        notify("notifications/cancelled", params.dump());
    }
    entry->done({std::move(error), entry->times});
}

/// A call that follows a task may be between two requests.
void Session::cancelCalls(std::string_view reason) {
    const Error error{ErrorKind::Cancelled, std::string(reason)};
    const auto inFlight = m_pending.ids(); // a caller may make its next call at once, which goes on
    endPauses(error);
    for (const std::uint64_t id : inFlight)
        if (const auto* entry = m_pending.find(id); entry && belongsToCall(entry->method))
            giveUp(id, error);
}

void Session::failAll(const Error& error, std::span<const std::uint64_t> unseen) {
    const auto unsent = std::exchange(m_gathered, {});
    const auto isIn = [](std::span<const std::uint64_t> list, std::uint64_t id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    for (const std::uint64_t id : m_pending.ids())
        if (auto entry = m_pending.take(id))
            entry->done({error, entry->times, isIn(unseen, id) || isIn(unsent.ids(), id)});
}

async::Awaitable<void> Session::close() {
    if (!m_ended && m_handshakeDone)
        cancelCalls("the connection was closed"); // the end of a connection tells no server to stop working
    if (!std::exchange(m_ended, true)) {
        const Error error{ErrorKind::Cancelled, "the connection was closed"};
        finishHandshake(error);
        failAll(error);
        endPauses(error);
    }
    m_deadlineAlarm->cancel();
    m_gatherAlarm->cancel();
    m_subscribeAlarm->cancel();
    co_await m_transport->close();
}

void Session::received(std::string_view frame, const transport::FrameTimes& times) {
    auto decoded = jsonrpc::decode(frame);
    traceReceived(decoded, frame);
    if (decoded.has_error())
        return countStray(m_strays.lines,
                          fmt::format("{} is no message ({}): {}",
                                      m_transport->pid() ? "a line on stdout" : "what the server sent",
                                      decoded.error().message, excerpt(frame)));
    if (decoded->repairedUtf8)
        countStray(m_strays.repaired, "a message held bytes that are not UTF-8; they were replaced");
    for (const std::string& reason : decoded->garbage)
        countStray(m_strays.lines,
                   fmt::format("a part of a batch is no message ({}): {}", reason, excerpt(frame)));
    RequestTimes stamps{times.written, times.first,    times.last,      m_clock.now(),
                        times.bytes,   times.resolved, times.connected, times.secured};
    for (std::size_t i = 0; i < decoded->messages.size(); ++i) {
        if (!decoded->sizes.empty()) // a large answer is not to hide among small ones
            stamps.bytesReceived = decoded->sizes[i];
        std::visit([&](auto& one) { handle(one, stamps); }, decoded->messages[i]);
    }
}

/// A line that holds several messages, or none, is one entry.
void Session::traceReceived(const Result<jsonrpc::Decoded>& decoded, std::string_view frame) {
    telemetry::TracedMessage traced{Direction::In, MessageKind::Other, {}, {}, frame};
    std::string id;
    if (decoded.has_error() || decoded->messages.size() != 1)
        return m_observer.traced(traced);
    const jsonrpc::Message& message = decoded->messages.front();
    if (const auto* response = std::get_if<jsonrpc::Response>(&message)) {
        const bool isError = std::holds_alternative<jsonrpc::ErrorObject>(response->outcome);
        traced.kind = isError ? MessageKind::Error : MessageKind::Response;
        id = response->id ? fmt::format_int(*response->id).str() : response->idText;
        if (const auto* entry = m_pending.find(response->id.value_or(0)))
            traced.method = entry->method;
    } else if (const auto* request = std::get_if<jsonrpc::Request>(&message)) {
        traced.kind = MessageKind::Request;
        traced.method = request->method;
        id = request->id.dump(-1, ' ', false, json::error_handler_t::replace);
    } else {
        traced.kind = MessageKind::Notification;
        traced.method = std::get<jsonrpc::Notification>(message).method;
    }
    traced.id = id;
    m_observer.traced(traced);
}

void Session::handle(jsonrpc::Response& response, const RequestTimes& times) {
    const std::uint64_t id = response.id.value_or(0);
    auto entry = m_pending.take(id);
    if (!entry) {
        if (m_pending.isLate(id))
            ++m_strays.lateReplies;
        else
            countStray(m_strays.unknownReplies,
                       fmt::format("a reply under an id that nobody asked under: {}",
                                   response.id ? fmt::to_string(id) : excerpt(response.idText)));
        return;
    }
    const RequestTimes before = std::exchange(entry->times, times);
    entry->times.batch = before.batch;
    if (entry->times.written == async::TimePoint())
        entry->times.written = before.written;
    entry->done({std::move(response.outcome), entry->times});
}

void Session::failed(std::uint64_t request, Error why, bool unseen,
                     std::optional<async::Duration> retryAfter) {
    if (auto entry = m_pending.take(request))
        entry->done({std::move(why), entry->times, unseen, retryAfter});
}

void Session::handle(jsonrpc::Request& request, const RequestTimes&) {
    const auto answered = [this, life = std::weak_ptr(m_life), id = request.id,
                           method = request.method](const Answer& answer) {
        if (life.expired() || m_ended)
            return;
        --m_openQuestions;
        restartIdle();
        answerRequest(id, method, answer);
    };
    ++m_openQuestions;
    if (m_era == Era::Modern)
        return answered(
            jsonrpc::ErrorObject{jsonrpc::methodNotFound,
                                 "a server of protocol version 2026-07-28 has no requests to its client",
                                 {}});
    m_answers.answer(request.method, request.params, answered);
}

void Session::answerRequest(const json& id, std::string_view method, const Answer& answer) {
    const auto* error = std::get_if<jsonrpc::ErrorObject>(&answer);
    const std::string frame =
        error ? jsonrpc::encodeError(id, error->code, error->message)
              : jsonrpc::encodeResult(
                    id, std::get<json>(answer).dump(-1, ' ', false, json::error_handler_t::replace));
    m_observer.traced({Direction::Out, error ? MessageKind::Error : MessageKind::Response, method,
                       id.dump(-1, ' ', false, json::error_handler_t::replace), frame});
    m_transport->send({frame});
}

void Session::handle(jsonrpc::Notification& notification, const RequestTimes&) {
    if (notification.method == "notifications/tools/list_changed")
        m_observer.toolsChanged();
    else if (notification.method == "notifications/resources/list_changed" ||
             notification.method == "notifications/prompts/list_changed")
        m_observer.detailChanged();
    else if (notification.method == "notifications/progress" && notification.params.is_object())
        handleProgress(notification.params);
}

void Session::handleProgress(const json& params) {
    const auto token = params.find("progressToken");
    if (token == params.end() || !token->is_number_unsigned())
        return;
    const std::uint64_t id = token->get<std::uint64_t>();
    if (auto* entry = m_pending.find(id); entry && entry->idle)
        entry->idleAt = m_clock.now() + *entry->idle; // the alarm rings too early, and is then set anew
    const auto listener = m_progress.find(id);
    if (listener == m_progress.end())
        return;
    const auto number = [&](const char* key) -> std::optional<double> {
        const auto found = params.find(key);
        return found != params.end() && found->is_number() ? std::optional(found->get<double>())
                                                           : std::nullopt;
    };
    const auto message = params.find("message");
    const Progress progress{number("progress").value_or(0), number("total"),
                            message != params.end() && message->is_string() ? message->get<std::string>()
                                                                            : ""};
    const auto report = listener->second; // a copy: it may end its call, which forgets the original
    report(progress);
}

void Session::oversized(const jsonrpc::OversizedLine& frame) {
    const Error error{
        ErrorKind::Limit,
        fmt::format("the server's answer has {} bytes, more than the {} allowed for one message",
                    frame.bytes(), m_limits.maxMessageBytes)};
    auto entry = m_pending.take(frame.id().value_or(0));
    if (!entry)
        return countStray(m_strays.lines, "a line on stdout was dropped: " + error.message);
    entry->times.bytesReceived = frame.bytes();
    entry->done({error, entry->times});
}

void Session::written(std::uint64_t offset, async::TimePoint at) {
    m_writtenUpTo = offset;
    m_writtenAt = at;
    for (; !m_unwritten.empty() && m_unwritten.front().first <= offset; m_unwritten.pop_front())
        if (auto* entry = m_pending.find(m_unwritten.front().second))
            entry->times.written = at;
}

void Session::diagnostic(std::string_view text) {
    m_observer.serverWrote(text);
}

void Session::warning(const std::string& text) {
    m_observer.sessionWarning(text);
}

void Session::closed(Error why, std::span<const std::uint64_t> unseen) {
    m_ended = true;
    m_subscribeAlarm->cancel();
    if (!m_handshakeDone) {
        if (why.kind == ErrorKind::PeerClosed)
            why.message += " before the handshake was done";
        return finishHandshake(why);
    }
    // First the owner, who must not hand this session out again: a caller whose call fails may make its next
    // one at once.
    m_observer.sessionLost(why);
    failAll(why, unseen);
    endPauses(why);
}

void Session::countStray(std::uint64_t& count, const std::string& text) {
    if (worthReporting(++count))
        m_observer.sessionWarning(count == 1 ? text : fmt::format("{} (number {})", text, count));
}

} // namespace dyno::mcp
