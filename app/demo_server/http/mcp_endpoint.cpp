#include "app/demo_server/http/mcp_endpoint.h"

#include "app/demo_server/backend.h"
#include "app/demo_server/http/header_check.h"
#include "app/demo_server/http/post_reply.h"
#include "app/demo_server/modern_era.h"

#include <algorithm>
#include <charconv>

namespace dyno::demo {

namespace {

constexpr int badRequest = -32000;
constexpr int sessionNotFound = -32001;

void reject(const HttpConnectionPtr& connection, int status, const RpcError& error,
            std::string_view headers = {}) {
    connection->respond(status, "application/json", message::error(nullptr, error), headers);
}

void rejectMethod(const HttpConnectionPtr& connection, std::string_view allowed) {
    reject(connection, 405, {badRequest, "Method not allowed"}, "Allow: " + std::string(allowed) + "\r\n");
}

bool accepts(const HttpRequest& request, std::string_view type) {
    const std::string_view accepted = request.header("Accept");
    return accepted.find(type) != std::string_view::npos || accepted.find("*/*") != std::string_view::npos;
}

/// Whether the client awaits no answer to it: a notification or a response.
bool isQuiet(const json& message) {
    if (!message.is_object())
        return false;
    if (message.contains("method"))
        return !message.contains("id");
    return message.contains("id") && (message.contains("result") || message.contains("error"));
}

std::size_t awaitedAnswers(const json& message, bool takesBatches) {
    if (!takesBatches || !message.is_array() || message.empty())
        return isQuiet(message) ? 0 : 1;
    return static_cast<std::size_t>(
        std::count_if(message.begin(), message.end(), [](const json& each) { return !isQuiet(each); }));
}

void accept(const HttpConnectionPtr& connection) {
    connection->respond(202, "", "");
}

} // namespace

McpEndpoint::McpEndpoint(Backend& backend, HttpSessions& sessions)
    : m_backend(backend)
    , m_sessions(sessions)
    , m_modern(backend, SpokenEras::Modern) {}

void McpEndpoint::handle(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault) {
    const std::string& method = connection->request().method;
    if (method == "POST")
        return post(connection, fault);
    if (m_backend.options.eras == SpokenEras::Modern)
        return rejectMethod(connection, "POST");
    if (method == "GET")
        return get(connection);
    if (method == "DELETE")
        return remove(connection);
    rejectMethod(connection, "POST, GET, DELETE");
}

void McpEndpoint::post(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault) {
    const HttpRequest& request = connection->request();
    if (!request.header("Content-Type").starts_with("application/json"))
        return reject(connection, 415, {badRequest, "Content-Type must be application/json"});
    if (!accepts(request, "application/json") || !accepts(request, "text/event-stream"))
        return reject(connection, 406,
                      {badRequest, "Accept must name application/json and text/event-stream"});
    json message = json::parse(request.body, nullptr, false);
    if (message.is_discarded())
        return reject(connection, 400, {parseError, "Parse error"});
    if (isModern(request, message))
        return postModern(connection, message, fault);
    postLegacy(connection, message, fault);
}

bool McpEndpoint::isModern(const HttpRequest& request, const json& message) const {
    if (m_backend.options.eras != SpokenEras::Both)
        return m_backend.options.eras == SpokenEras::Modern;
    return modern::speaks(member(message, "params")) ||
           request.header("MCP-Protocol-Version") == modern::version ||
           member(message, "method") == "server/discover";
}

void McpEndpoint::postModern(const HttpConnectionPtr& connection, json& message,
                             const std::optional<HttpFault>& fault) {
    const std::uint64_t client = m_backend.newClient();
    PostReply::Setup setup;
    // A subscription has no answer: it is a stream or nothing.
    const bool listens = member(message, "method") == "subscriptions/listen";
    setup.style = listens ? ReplyStyle::Sse : m_backend.options.reply;
    setup.abandoned = [backend = &m_backend, client] {
        backend->subscriptions.dropClient(client);
        backend->desk.dropClient(client);
    };
    const auto reply = std::make_shared<PostReply>(connection, client, std::move(setup));
    if (isQuiet(message)) {
        m_modern.handle(message, reply);
        return accept(connection);
    }
    if (modern::speaks(member(message, "params")) && member(message, "method").is_string())
        if (const auto error = checkHeaders(connection->request(), message, m_backend.catalogue))
            return reply->refuse(message::error(member(message, "id"), *error), error->code);
    if (fault)
        reply->spoil(*fault);
    m_modern.handle(message, reply);
    reply->begin();
}

void McpEndpoint::postLegacy(const HttpConnectionPtr& connection, json& message,
                             const std::optional<HttpFault>& fault) {
    const bool opens = member(message, "method") == "initialize";
    const HttpSessionPtr session = opens ? m_sessions.create() : sessionOf(connection);
    if (!session)
        return;
    Conversation& conversation = session->conversation();
    const std::size_t answers = awaitedAnswers(message, conversation.legacy().takesBatches());
    if (answers == 0) {
        conversation.handle(message, session->standalone());
        return accept(connection);
    }
    PostReply::Setup setup;
    setup.style = m_backend.options.reply;
    setup.session = session;
    setup.answers = answers;
    setup.headers = opens ? "Mcp-Session-Id: " + session->id() + "\r\n" : "";
    setup.loseSession = [this, id = session->id()] { m_sessions.end(id); };
    const auto reply = std::make_shared<PostReply>(connection, session->client(), std::move(setup));
    if (fault)
        reply->spoil(*fault);
    conversation.handle(message, reply);
    reply->begin();
}

HttpSessionPtr McpEndpoint::sessionOf(const HttpConnectionPtr& connection) const {
    const HttpRequest& request = connection->request();
    const std::string_view id = request.header("Mcp-Session-Id");
    if (!id.data()) {
        reject(connection, 400, {badRequest, "Bad Request: Mcp-Session-Id header is required"});
        return nullptr;
    }
    HttpSessionPtr session = m_sessions.find(id);
    if (!session) {
        reject(connection, 404, {sessionNotFound, "Session not found"});
        return nullptr;
    }
    const std::string_view version = request.header("MCP-Protocol-Version");
    if (version.data() && version != session->conversation().legacy().version()) {
        reject(connection, 400, {badRequest, "Bad Request: another protocol version was agreed on"});
        return nullptr;
    }
    return session;
}

void McpEndpoint::get(const HttpConnectionPtr& connection) {
    const HttpRequest& request = connection->request();
    if (!accepts(request, "text/event-stream"))
        return reject(connection, 406, {badRequest, "Accept must name text/event-stream"});
    const HttpSessionPtr session = sessionOf(connection);
    if (!session)
        return;
    const std::string_view last = request.header("Last-Event-ID");
    const EventStreamPtr stream = last.empty() ? session->standalone() : session->streamOf(last);
    if (!stream)
        return reject(connection, 400, {badRequest, "Bad Request: unknown Last-Event-ID"});
    if (stream->isAttached())
        return reject(connection, 409, {badRequest, "Conflict: the stream is open already"});
    if (last.empty())
        return stream->open(connection);
    unsigned number = 0;
    const std::string_view digits = last.substr(last.find('/') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    stream->resume(connection, number);
}

void McpEndpoint::remove(const HttpConnectionPtr& connection) {
    const HttpSessionPtr session = sessionOf(connection);
    if (!session)
        return;
    m_sessions.end(session->id());
    connection->respond(200, "", "");
}

} // namespace dyno::demo
