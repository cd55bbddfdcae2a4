#pragma once

#include "engine/mcp/session.h"
#include "memory_transport.h"
#include "printing.h"
#include "test_loop.h"

// A session over a transport in memory, with time turned by hand.

using namespace dyno::mcp;
using dyno::Error;
using dyno::ErrorKind;
using dyno::Result;
using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::test::MemoryTransport;
using dyno::test::TestLoop;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

class Observer final : public SessionObserver {
public:
    void sessionLost(const Error& why) override { lost.push_back(why); }
    void toolsChanged() override { ++toolChanges; }
    void detailChanged() override { ++detailChanges; }
    void sessionWarning(const std::string& text) override { warnings.push_back(text); }
    void serverWrote(std::string_view text) override { stderrText += text; }
    void traced(const dyno::telemetry::TracedMessage& message) override {
        using dyno::telemetry::TraceEntry;
        constexpr std::array kinds{"request", "response", "error", "notification", "other"};
        const bool out = message.direction == TraceEntry::Direction::Out;
        trace.push_back((out ? "out "s : "in "s) + kinds[std::size_t(message.kind)] + ' ' +
                        std::string(message.method) + ' ' + std::string(message.id));
    }

    std::vector<Error> lost;
    int toolChanges = 0;
    int detailChanges = 0;
    std::vector<std::string> warnings;
    std::string stderrText;
    std::vector<std::string> trace; ///< "in response tools/call 3"
};

template<class T>
using Outcome = std::shared_ptr<const std::optional<T>>;

const json legacyResult = {{"protocolVersion", "2025-11-25"},
                           {"capabilities", {{"tools", json::object()}}},
                           {"serverInfo", {{"name", "L"}, {"version", "1"}}}};
const json modernResult = {{"supportedVersions", {"2026-07-28"}},
                           {"capabilities", {{"tools", json::object()}}}};
const json methodNotFound = {{"code", -32601}, {"message", "Method not found"}};

/// A session and the server that the test plays.
class Conversation {
public:
    explicit Conversation(ClientAnswers answers = ClientAnswers({}), std::optional<ServerInfo> known = {})
        : wire(std::make_shared<MemoryTransport>(loop.clock()))
        , session(loop.clock(), wire, Limits{}, observer, std::move(answers), std::move(known)) {}
    ~Conversation() { close(); }

    void connect() { connected = loop.start(session.connect(spawned)); }
    void connectLegacy() {
        connect();
        refuse(wire->lastSent("server/discover"), methodNotFound);
        answer(wire->lastSent("initialize"), legacyResult);
    }
    void connectModern(const json& result = modernResult) {
        connect();
        answer(wire->lastSent("server/discover"), result);
    }
    bool isConnected() const { return *connected && (*connected)->has_value(); }
    Error connectError() const { return connected->value().error(); }

    void deliver(const json& message) {
        wire->deliver(message);
        loop.settle();
    }
    void answer(const json& request, const json& result) {
        deliver({{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"result", result}});
    }
    void refuse(const json& request, const json& error) {
        deliver({{"jsonrpc", "2.0"}, {"id", request.at("id")}, {"error", error}});
    }
    void notify(const std::string& method, const json& params = json::object()) {
        deliver({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
    }

    Outcome<ToolReply> call(std::string_view arguments = "{}", Duration limit = 30s,
                            std::function<void(const Progress&)> onProgress = {},
                            const Tool* definition = nullptr) {
        ToolCall call{"echo", arguments, loop.clock().now() + limit, limit, std::move(onProgress),
                      false,  definition};
        return loop.start(session.callTool(std::move(call)));
    }
    json lastCall() const { return wire->lastSent("tools/call"); }

    void close() {
        if (!wire->isClosed())
            loop.start(session.close());
    }

    TestLoop loop;
    Observer observer;
    std::shared_ptr<MemoryTransport> wire;
    Session session;
    TimePoint spawned;
    Outcome<Result<ServerInfo>> connected;
};

[[maybe_unused]] bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

[[maybe_unused]] const json done = {{"content", {{{"type", "text"}, {"text", "done"}}}}};

[[maybe_unused]] Error errorOf(const Outcome<ToolReply>& outcome) {
    return outcome->value().result.error();
}

} // namespace
