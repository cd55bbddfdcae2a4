#pragma once

#include "app/demo_server/conversation.h"
#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/http/http_fault.h"
#include "app/demo_server/http/http_session.h"

#include <optional>

namespace dyno::demo {

/// Streamable HTTP in both eras: legacy requests belong to sessions, modern ones stand alone.
class McpEndpoint {
public:
    McpEndpoint(Backend& backend, HttpSessions& sessions);

    /// `fault`: how the answer to a POST is to be spoilt.
    void handle(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault);

private:
    void post(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault);
    bool isModern(const HttpRequest& request, const json& message) const;
    void postModern(const HttpConnectionPtr& connection, json& message,
                    const std::optional<HttpFault>& fault);
    void postLegacy(const HttpConnectionPtr& connection, json& message,
                    const std::optional<HttpFault>& fault);
    void get(const HttpConnectionPtr& connection);
    void remove(const HttpConnectionPtr& connection);
    /// The session that the request names; where it names none, the request was answered so.
    HttpSessionPtr sessionOf(const HttpConnectionPtr& connection) const;

    Backend& m_backend;
    HttpSessions& m_sessions;
    Conversation m_modern;
};

} // namespace dyno::demo
