#include "app/demo_server/http/sse_endpoint.h"

namespace dyno::demo {

void SseEndpoint::openStream(const HttpConnectionPtr& connection) {
    if (connection->request().method != "GET")
        return connection->respond(405, "text/plain", "Only GET opens the stream.\n", "Allow: GET\r\n");
    const HttpSessionPtr session = m_sessions.create();
    const EventStreamPtr& stream = session->standalone();
    stream->onDisconnected([this, id = session->id()] { m_sessions.end(id); });
    stream->open(connection);
    stream->sendEvent("endpoint", "/messages?sessionId=" + session->id());
}

void SseEndpoint::post(const HttpConnectionPtr& connection) {
    const HttpRequest& request = connection->request();
    if (request.method != "POST")
        return connection->respond(405, "text/plain", "Only POST brings messages.\n", "Allow: POST\r\n");
    const HttpSessionPtr session = m_sessions.find(request.query("sessionId"));
    if (!session)
        return connection->respond(404, "text/plain", "Session not found\n");
    json message = json::parse(request.body, nullptr, false);
    connection->respond(202, "text/plain", "Accepted");
    session->conversation().handle(message, session->standalone());
}

} // namespace dyno::demo
