// The opening of a session: sends what Handshake decides and keeps its limits.

#include "engine/mcp/session.h"
#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::mcp {

using jsonrpc::Reply;
using nlohmann::json;

namespace {

Error limitFired(std::string_view what, std::string_view limit, async::Duration length,
                 const transport::Transport& transport) {
    const std::string written = transport.stderrTail();
    const bool silent = written.empty() && transport.pid() != 0;
    return {ErrorKind::TimedOut,
            fmt::format("{} within {} ({} time-out)", what, settings::durationText(length), limit),
            silent            ? "It wrote nothing to stderr."
            : written.empty() ? ""
                              : "stderr:\n" + written};
}

} // namespace

async::Awaitable<Result<ServerInfo>> Session::connect(async::TimePoint& spawned) {
    if (m_ended)
        co_return Error{ErrorKind::Cancelled, "the connection was closed before it was opened"};
    const async::TimePoint start = m_clock.now();
    if (auto opened = m_transport->open(*this); opened.has_error())
        co_return opened.error();
    spawned = m_clock.now();
    m_handshakeAlarm->set(start + m_limits.start, [this] {
        finishHandshake(limitFired("the server did not answer", "start", m_limits.start, *m_transport));
    });
    begin();
    auto outcome = co_await m_connected.wait();
    if (outcome.has_value() && outcome->era == Era::Modern && outcome->toolsListChanged)
        subscribeToChanges(*outcome);
    co_return outcome;
}

/// An era that is known, or that the transport leaves no choice of, needs no probe.
void Session::begin() {
    if (m_known && m_known->freshness.fresh(m_clock.now()) && m_transport->maySpeakModern())
        return finishHandshake(*m_known);
    if (!m_transport->maySpeakModern() || (m_known && m_known->era == Era::Legacy))
        return proceed(m_handshake.discoverSkipped());
    m_probeAlarm->set(m_clock.now() + m_limits.probe,
                      [this] { proceed(m_handshake.discoverUnanswered(m_limits.probe)); });
    sendDiscover();
}

void Session::sendDiscover() {
    const std::string params = fmt::format(R"({{"_meta":{}}})", modernMeta());
    const auto answered = [this](Reply reply) {
        if (m_ended)
            return; // the handshake hears of that elsewhere
        heardFromServer();
        proceed(reply.answer.has_error() ? m_handshake.discoverFailed(reply.answer.error())
                                         : m_handshake.discoverAnswered(*reply.answer, m_clock.now()));
    };
    send({"server/discover", params}, answered);
}

void Session::sendInitialize() {
    const auto answered = [this](Reply reply) {
        if (m_ended)
            return;
        heardFromServer();
        proceed(reply.answer.has_error() ? m_handshake.initializeFailed(reply.answer.error())
                                         : m_handshake.initializeAnswered(*reply.answer));
    };
    const std::string params = initializeParams();
    send({"initialize", params}, answered);
}

void Session::proceed(Handshake::Next next) {
    if (m_handshakeDone)
        return;
    if (next == Handshake::Next::SendDiscover)
        return sendDiscover();
    if (next == Handshake::Next::SendInitialize)
        return sendInitialize();
    if (next == Handshake::Next::Finished)
        finishHandshake(*m_handshake.outcome());
}

/// From here on the server is known to be up: the start limit gives way to the handshake's.
void Session::heardFromServer() {
    m_probeAlarm->cancel();
    if (std::exchange(m_heard, true) || m_handshakeDone)
        return;
    m_handshakeAlarm->set(m_clock.now() + m_limits.handshake, [this] {
        finishHandshake(
            limitFired("the handshake was not done", "handshake", m_limits.handshake, *m_transport));
    });
}

void Session::finishHandshake(Result<ServerInfo> outcome) {
    if (std::exchange(m_handshakeDone, true))
        return;
    m_handshakeAlarm->cancel();
    m_probeAlarm->cancel();
    if (outcome.has_value()) {
        m_era = outcome->era;
        m_protocolVersion = outcome->protocolVersion;
        m_transport->settled(m_era, outcome->protocolVersion);
        if (m_era == Era::Modern)
            m_meta = modernMeta();
        else
            notify("notifications/initialized", {});
        // What is still open (a probe or an initialize that lost the race) gets its late reply dropped.
        for (const std::uint64_t id : m_pending.ids()) {
            m_pending.abandon(id);
            m_transport->abandon(id);
        }
    }
    m_connected.complete(std::move(outcome));
}

/// Its answer comes when the subscription ends: with the connection, or, over HTTP, when its stream breaks
/// off. Then it is begun anew, and the list read once more, since a change may have gone by.
void Session::subscribeToChanges(ServerInfo info) {
    const auto over = [this, info](Reply reply) {
        if (m_ended || reply.answer.has_value() || reply.answer.error().kind != ErrorKind::PeerClosed)
            return;
        constexpr async::Duration first = std::chrono::seconds(1), longest = std::chrono::minutes(1);
        m_subscribeDelay = std::clamp(m_subscribeDelay * 2, first, longest);
        m_subscribeAlarm->set(m_clock.now() + m_subscribeDelay, [this, info] {
            subscribeToChanges(info);
            m_observer.toolsChanged();
        });
    };
    json wanted = {{"toolsListChanged", true}};
    if (info.hasResources)
        wanted["resourcesListChanged"] = true;
    if (info.hasPrompts)
        wanted["promptsListChanged"] = true;
    const std::string params = withMeta(json{{"notifications", wanted}}.dump());
    send({"subscriptions/listen", params}, over);
}

} // namespace dyno::mcp
