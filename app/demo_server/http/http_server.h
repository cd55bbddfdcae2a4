#pragma once

#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/http/http_fault.h"
#include "app/demo_server/http/http_session.h"
#include "app/demo_server/http/mcp_endpoint.h"
#include "app/demo_server/http/sse_endpoint.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <string_view>

namespace dyno::demo {

/// The server on a TCP port of 127.0.0.1: /mcp, /sse with /messages, and /fault/KIND, which is /mcp with that
/// fault.
class HttpServer final : public HttpHandler {
public:
    explicit HttpServer(Backend& backend);

    /// Prints the banner, if one is ordered.
    void greet();
    /// Opens the port, after the ordered delay, and prints where it listens. Ends the program with a message
    /// and exit code 1 when the port cannot be had.
    void start();

    void handle(const HttpConnectionPtr& connection) override;

private:
    void listen();
    void accept();
    bool isAuthorized(const HttpRequest& request) const;
    std::optional<HttpFault> faultFor(const HttpRequest& request);
    void route(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault);

    Backend& m_backend;
    boost::asio::steady_timer m_startTimer;
    boost::asio::ip::tcp::acceptor m_acceptor;
    HttpSessions m_sessions;
    McpEndpoint m_mcp;
    SseEndpoint m_sse;
    unsigned m_requests = 0;
};

} // namespace dyno::demo
