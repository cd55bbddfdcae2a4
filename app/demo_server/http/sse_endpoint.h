#pragma once

#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/http/http_session.h"

namespace dyno::demo {

/// HTTP+SSE, the transport of 2024-11-05: a GET opens a stream whose first event names where to POST;
/// everything that the server says comes on that stream, and its end is the session's.
class SseEndpoint {
public:
    explicit SseEndpoint(Backend& backend)
        : m_sessions(backend, {}) {}

    void openStream(const HttpConnectionPtr& connection);
    void post(const HttpConnectionPtr& connection);

private:
    HttpSessions m_sessions; ///< apart from Streamable HTTP's, which cannot be entered from here
};

} // namespace dyno::demo
