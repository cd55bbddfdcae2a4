#include "app/demo_server/http/http_server.h"

#include "app/demo_server/backend.h"
#include "app/demo_server/http/spoilt_response.h"

#include <cstdio>
#include <cstdlib>

namespace dyno::demo {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr std::string_view faultPath = "/fault/";
}

HttpServer::HttpServer(Backend& backend)
    : m_backend(backend)
    , m_startTimer(backend.io)
    , m_acceptor(backend.io)
    , m_sessions(backend,
                 {.numbered = backend.options.resumable, .waits = false, .retry = backend.options.retry})
    , m_mcp(backend, m_sessions)
    , m_sse(backend) {}

void HttpServer::greet() {
    if (!m_backend.options.banner.empty())
        std::puts(m_backend.options.banner.c_str());
    std::fflush(stdout);
}

void HttpServer::start() {
    m_startTimer.expires_after(m_backend.options.slowStart);
    m_startTimer.async_wait([this](error_code) { listen(); });
}

void HttpServer::listen() {
    const tcp::endpoint wanted(asio::ip::address_v4::loopback(), *m_backend.options.http);
    error_code error;
    m_acceptor.open(wanted.protocol(), error);
    m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    m_acceptor.bind(wanted, error);
    if (!error)
        m_acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        std::fprintf(stderr, "cannot listen on port %u: %s\n", unsigned{wanted.port()},
                     error.message().c_str());
        std::exit(1);
    }
    std::printf("listening on http://127.0.0.1:%u/mcp\n", unsigned{m_acceptor.local_endpoint().port()});
    std::fflush(stdout);
    accept();
}

void HttpServer::accept() {
    m_acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (!error)
            std::make_shared<HttpConnection>(std::move(socket), *this)->start();
        accept();
    });
}

void HttpServer::handle(const HttpConnectionPtr& connection) {
    const HttpRequest& request = connection->request();
    if (m_backend.options.silent)
        return;
    if (!isAuthorized(request))
        return respondSpoilt({HttpFaultKind::Unauthorized}, connection, "", nullptr);
    const std::optional<HttpFault> fault = faultFor(request);
    if (!fault || fault->needsAnswer())
        return route(connection, fault);
    respondSpoilt(*fault, connection, "",
                  [this, id = std::string(request.header("Mcp-Session-Id"))] { m_sessions.end(id); });
}

bool HttpServer::isAuthorized(const HttpRequest& request) const {
    const std::string& token = m_backend.options.token;
    return token.empty() || request.header("Authorization") == "Bearer " + token;
}

std::optional<HttpFault> HttpServer::faultFor(const HttpRequest& request) {
    const std::optional<HttpFault>& ordered = m_backend.options.httpFault;
    if (request.path().starts_with(faultPath)) {
        HttpFault fault = ordered.value_or(HttpFault{});
        const auto& kinds = httpFaultKinds();
        const auto kind = kinds.find(std::string(request.path().substr(faultPath.size())));
        if (kind == kinds.end())
            return std::nullopt;
        fault.kind = kind->second;
        if (const std::string_view to = request.query("to"); !to.empty())
            fault.location = to;
        return fault;
    }
    if (!ordered || !request.query("redirected").empty())
        return std::nullopt;
    return m_requests++ % m_backend.options.httpFaultEvery == m_backend.options.httpFaultEvery - 1
               ? ordered
               : std::nullopt;
}

void HttpServer::route(const HttpConnectionPtr& connection, const std::optional<HttpFault>& fault) {
    const std::string_view path = connection->request().path();
    const bool hasSse = m_backend.options.eras != SpokenEras::Modern;
    if (path == "/mcp" || (fault && path.starts_with(faultPath)))
        return m_mcp.handle(connection, fault);
    if (hasSse && path == "/sse")
        return m_sse.openStream(connection);
    if (hasSse && path == "/messages")
        return m_sse.post(connection);
    connection->respond(404, "text/plain", "There is nothing here.\n");
}

} // namespace dyno::demo
