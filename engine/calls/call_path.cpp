#include "engine/calls/call_path.h"

namespace dyno::calls {

using nlohmann::json;

namespace {

bool isRepeatable(const mcp::Tool& tool) {
    return tool.annotations.readOnly || tool.annotations.idempotent;
}

void stamp(CallRecord& record, const mcp::ToolReply& reply) {
    record.resolved = reply.times.resolved;
    record.connected = reply.times.connected;
    record.secured = reply.times.secured;
    record.written = reply.times.written;
    record.firstByte = reply.times.firstByte;
    record.lastByte = reply.times.lastByte;
    record.decoded = reply.times.decoded;
    record.taskEnded = reply.taskEnded;
    record.taskPolls = reply.taskPolls;
    record.bytesSent += reply.bytesSent;
    record.bytesReceived += reply.times.bytesReceived;
}

} // namespace

CallPath::CallPath(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning,
                   telemetry::Recorder* recorder)
    : m_clock(clock)
    , m_tuning(tuning)
    , m_recorder(recorder)
    , m_admission(clock) {}

void CallPath::addPool(ServerId server, Pool& pool) {
    auto& upstream = m_upstreams[server];
    if (!upstream)
        upstream = std::make_unique<Upstream>(m_clock, m_tuning);
    upstream->add(server, pool);
}

void CallPath::removePool(ServerId server) {
    const auto found = m_upstreams.find(server);
    if (found == m_upstreams.end())
        return;
    found->second->remove(server);
    m_upstreams.erase(server);
}

void CallPath::cancelWaiting(const Error& why) {
    for (const auto& [server, upstream] : m_upstreams)
        upstream->cancelAll(why);
}

async::Awaitable<CallResult> CallPath::call(Call call) {
    CallRecord record;
    record.server = call.target->server;
    record.intended = call.intended;
    record.started = m_clock.now();
    if (m_recorder)
        m_recorder->callStarted();
    ++m_inFlight;

    m_admission.admit(record);
    m_cache.look(record);
    // Batching, the breaker and retries belong here, around the attempt.
    Result<json> result = co_await attempt(call, record);

    finish(*call.target, record, result);
    if (result.has_error())
        co_return CallResult{result.error(), record};
    co_return CallResult{std::make_shared<const json>(std::move(*result)), record};
}

/// One try, and a second one only where the server has certainly not begun with the first: a session that it
/// had forgotten, a connection that did not come about, headers that no longer fit the tool.
async::Awaitable<Result<json>> CallPath::attempt(Call& call, CallRecord& record) {
    const auto found = m_upstreams.find(call.target->server);
    if (found == m_upstreams.end())
        co_return Error{ErrorKind::PeerClosed, "the server is not running; start it first"};
    Upstream& upstream = *found->second; // the map may change while we wait
    const async::Duration limit = m_tuning->timeouts.call;
    for (bool again = false;; again = true) {
        record.connection = 0;
        const Result<Lease> acquired = co_await acquire(upstream, record, limit);
        if (acquired.has_error())
            co_return acquired.error();
        const ConnectionPtr& connection = acquired->connection;
        record.acquired = m_clock.now();
        record.connection = connection->id;
        const mcp::Tool* tool = upstream.tool(call.target->tool);
        mcp::ToolCall toolCall{call.target->tool,
                               call.target->arguments,
                               record.intended + limit,
                               limit,
                               call.onProgress,
                               tool && isRepeatable(*tool),
                               tool};
        mcp::ToolReply reply = co_await connection->session->callTool(std::move(toolCall));
        stamp(record, reply);
        if (reply.toolListStale && !again)
            co_await acquired->pool->relistTools(connection);
        std::optional<ErrorKind> error;
        if (reply.result.has_error())
            error = reply.result.error().kind;
        upstream.release(*acquired, error, m_clock.now() - record.acquired);
        if (again || !(reply.unseen || reply.toolListStale))
            co_return std::move(reply.result);
    }
}

async::Awaitable<Result<Lease>> CallPath::acquire(Upstream& upstream, CallRecord& record,
                                                  async::Duration limit) {
    if (auto lease = upstream.tryAcquire())
        co_return std::move(*lease);
    const async::TimePoint begin = m_clock.now();
    Result<Lease> lease = co_await upstream.acquire({}, record.intended + limit, limit);
    record.coldStart = m_clock.now() - begin;
    co_return lease;
}

void CallPath::finish(const Target& target, CallRecord& record, const Result<json>& result) {
    record.done = m_clock.now();
    --m_inFlight;
    if (result.has_value()) {
        if (m_recorder)
            m_recorder->record(record, nullptr, target.tool);
        return;
    }
    const Error error = result.error();
    record.error = error.kind;
    if (m_recorder)
        m_recorder->record(record, &error, target.tool);
}

} // namespace dyno::calls
