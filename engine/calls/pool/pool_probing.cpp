// How a pool finds out how to speak to its server, and holds on to it.

#include "engine/calls/pool/pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::calls {

using telemetry::ConnectionState;
using telemetry::LogLevel;

namespace {

/// Whether the server is there but does not understand this way of speaking to it.
bool speaksOtherwise(const Error& error) {
    return error.kind == ErrorKind::Http || error.kind == ErrorKind::Protocol ||
           error.kind == ErrorKind::Rejected;
}

} // namespace

std::unique_ptr<mcp::Session> Pool::makeSession(Connection& connection) {
    mcp::Limits limits = m_limits;
    limits.start = m_tuning->timeouts.start;
    limits.handshake = m_tuning->timeouts.handshake;
    auto session = std::make_unique<mcp::Session>(m_clock, m_ways.transports[connection.way](), limits,
                                                  *connection.observer, m_ways.answers, known());
    session->setBatching(requestBatching());
    return session;
}

std::optional<mcp::RequestBatching> Pool::requestBatching() const {
    const settings::BatchTuning& batch = m_tuning->batch;
    if (batch.mode != settings::BatchMode::JsonRpc)
        return std::nullopt;
    return mcp::RequestBatching{batch.size, batch.longestWait};
}

async::Awaitable<void> Pool::renewSession(Connection& connection, std::size_t way) {
    connection.way = way;
    const auto old = std::exchange(connection.session, makeSession(connection));
    co_await old->close();
}

/// What the last handshake found. Its cache hints may save the next one only while the server is seen to be
/// there: a connection that takes the place of a lost one must find out.
std::optional<mcp::ServerInfo> Pool::known() const {
    if (!m_way || !m_everReady)
        return std::nullopt;
    mcp::ServerInfo info = m_info;
    if (!m_ways.external || !anyReady())
        info.freshness = {};
    return info;
}

/// One that can be asked something; null when none can.
ConnectionPtr Pool::anyReady() const {
    const auto found = std::find_if(m_connections.begin(), m_connections.end(),
                                    [](const auto& one) { return one->state == ConnectionState::Ready; });
    return found == m_connections.end() ? nullptr : *found;
}

/// As it worked last; if the server has become another one since, it is probed anew.
async::Awaitable<Result<mcp::ServerInfo>> Pool::connect(Connection& connection, async::TimePoint& opened) {
    if (connection.way != m_way.value_or(0)) // learnt while it waited
        co_await renewSession(connection, m_way.value_or(0));
    if (!m_way)
        co_return co_await probe(connection, opened);
    auto info = co_await connection.session->connect(opened);
    if (info.has_value() && info->era == m_info.era)
        info->found = m_info.found; // nothing was found out but that it still holds
    if (info.has_value() || !speaksOtherwise(info.error()) || connection.closing)
        co_return info;
    m_observer.poolLog(LogLevel::Warning, "the server does not answer as it did before (" +
                                              info.error().message + "); it is probed again");
    m_way.reset();
    co_await renewSession(connection, 0);
    co_return co_await probe(connection, opened);
}

/// Tries one transport after the other. Where none fits, the first one's reason counts: it is the likeliest.
async::Awaitable<Result<mcp::ServerInfo>> Pool::probe(Connection& connection, async::TimePoint& opened) {
    std::optional<Error> failure;
    for (std::size_t way = 0; way < m_ways.transports.size(); ++way) {
        if (way > 0)
            co_await renewSession(connection, way);
        auto info = co_await connection.session->connect(opened);
        const std::string name(connection.session->transport().name());
        if (info.has_value()) {
            if (failure)
                info->found = fmt::format("{}; {}: {}", failure->message, name, info->found);
            m_way = way;
            co_return info;
        }
        if (failure)
            failure->detail += fmt::format("\nAlso tried, as \"{}\": {}", name, info.error().message);
        else
            failure = info.error();
        if (!speaksOtherwise(info.error()) || connection.closing)
            break;
    }
    co_return *failure;
}

} // namespace dyno::calls
