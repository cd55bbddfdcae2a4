#include "scripted_server.h"

#include <boost/asio/post.hpp>

namespace dyno::test {

using nlohmann::json;

namespace {

const json callResult = {{"content", {{{"type", "text"}, {"text", "done"}}}}};

const json refused = {{"error", {{"code", -32601}, {"message", "Method not found"}}}};

bool asksForAList(const std::string& method) {
    return method.ends_with("/list");
}

} // namespace

ScriptedServer::ScriptedServer(TestLoop& loop, const Script& script)
    : m_loop(loop)
    , m_script(script)
    , m_transport(std::make_shared<MemoryTransport>(loop.clock())) {
    m_transport->openError = script.openError;
    m_transport->transportName = script.transport;
    m_transport->onSend = [this](const json& message) { handle(message); };
}

void ScriptedServer::handle(const json& message) {
    if (!message.contains("id"))
        return;
    const std::string method = message.at("method");
    if (m_script.refusal)
        refuse(message, *m_script.refusal);
    else if (method == "tools/call")
        handleCall(message);
    else if (!m_script.answersHandshake || (asksForAList(method) && !m_script.answersLists))
        m_heldBack.push_back(message);
    else
        reply(message, answer(method));
}

json ScriptedServer::capabilities() const {
    json offered = {{"tools", json::object()}};
    if (m_script.offersResources)
        offered["resources"] = json::object();
    return offered;
}

json ScriptedServer::answer(const std::string& method) const {
    json result;
    if (method == "server/discover" && m_script.modern) {
        result = {{"supportedVersions", {"2026-07-28"}}, {"capabilities", capabilities()}};
    } else if (method == "initialize" && !m_script.modern) {
        result = {{"protocolVersion", "2025-11-25"},
                  {"capabilities", capabilities()},
                  {"serverInfo", {{"name", "scripted"}, {"version", "1.0"}}}};
    } else if (method == "tools/list") {
        result = {{"tools", json::array()}};
        for (const std::string& tool : m_script.tools)
            result["tools"].push_back({{"name", tool},
                                       {"inputSchema", json::object()},
                                       {"annotations", {{"readOnlyHint", m_script.readOnly}}}});
    } else if (method == "resources/list") {
        result = {{"resources", {{{"uri", "file:///a"}, {"name", "a"}}}}};
    } else {
        return refused;
    }
    if (m_script.modern)
        result["ttlMs"] = m_script.ttlMs;
    return {{"result", result}};
}

void ScriptedServer::handleCall(const json& request) {
    if (!m_script.answersCalls) {
        m_waiting.push_back(request);
    } else if (m_script.serviceTime > async::Duration::zero()) {
        m_alarms.push_back(m_loop.clock().makeAlarm());
        m_alarms.back()->set(m_loop.clock().now() + m_script.serviceTime, [this, request] {
            reply(request, {{"result", callResult}});
        });
    } else {
        reply(request, {{"result", callResult}});
    }
}

void ScriptedServer::answerCall() {
    reply(m_waiting.front(), {{"result", callResult}});
    m_waiting.pop_front();
    m_loop.settle();
}

void ScriptedServer::answerHandshake() {
    while (!m_heldBack.empty()) {
        reply(m_heldBack.front(), answer(m_heldBack.front().at("method")));
        m_heldBack.pop_front();
        m_loop.settle();
    }
}

void ScriptedServer::crash(std::string detail) {
    m_waiting.clear();
    m_transport->breakOff({ErrorKind::PeerClosed, "the server exited with status 3", std::move(detail)});
    m_loop.settle();
}

void ScriptedServer::refuse(const json& request, const Error& why) {
    boost::asio::post(m_loop.executor(), [wire = m_transport, request, why] { wire->fail(request, why); });
}

/// In another turn of the loop, as from a real server.
void ScriptedServer::reply(const json& request, json body) {
    body["jsonrpc"] = "2.0";
    body["id"] = request.at("id");
    boost::asio::post(m_loop.executor(), [wire = m_transport, text = body.dump()] {
        wire->markWritten();
        wire->deliverLine(text);
    });
}

} // namespace dyno::test
