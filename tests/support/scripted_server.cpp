#include "scripted_server.h"

#include <boost/asio/post.hpp>

namespace dyno::test {

using nlohmann::json;

namespace {

const json callResult = {{"content", {{{"type", "text"}, {"text", "done"}}}}};

json handshakeAnswer(const std::string& method) {
    if (method == "initialize")
        return {{"result",
                 {{"protocolVersion", "2025-11-25"},
                  {"capabilities", {{"tools", json::object()}}},
                  {"serverInfo", {{"name", "scripted"}, {"version", "1.0"}}}}}};
    if (method == "tools/list")
        return {{"result", {{"tools", {{{"name", "echo"}, {"inputSchema", json::object()}}}}}}};
    return {{"error", {{"code", -32601}, {"message", "Method not found"}}}};
}

} // namespace

ScriptedServer::ScriptedServer(TestLoop& loop, const Script& script)
    : m_loop(loop)
    , m_script(script)
    , m_transport(std::make_shared<MemoryTransport>(loop.clock())) {
    m_transport->openError = script.openError;
    m_transport->onSend = [this](const json& message) { handle(message); };
}

void ScriptedServer::handle(const json& message) {
    if (!message.contains("id"))
        return;
    if (message.at("method") == "tools/call")
        handleCall(message);
    else if (m_script.answersHandshake)
        reply(message, handshakeAnswer(message.at("method")));
    else
        m_heldBack.push_back(message);
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
        reply(m_heldBack.front(), handshakeAnswer(m_heldBack.front().at("method")));
        m_heldBack.pop_front();
        m_loop.settle();
    }
}

void ScriptedServer::crash(std::string detail) {
    m_waiting.clear();
    m_transport->breakOff({ErrorKind::PeerClosed, "the server exited with status 3", std::move(detail)});
    m_loop.settle();
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
