#pragma once

#include "app/demo_server/http/http_request.h"
#include "app/demo_server/http/request_parser.h"
#include "app/demo_server/service_time.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::demo {

class HttpConnection;
using HttpConnectionPtr = std::shared_ptr<HttpConnection>;

/// Answers requests, now or later.
class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    virtual void handle(const HttpConnectionPtr& connection) = 0;
};

/// Something that wants to know when the client goes away before it has its whole response.
class HttpExchange {
public:
    virtual ~HttpExchange() = default;
    virtual void disconnected() = 0;
};

/// One connection: reads requests, gives them to the handler one after the other, and writes without ever
/// blocking. It reads on while a response is under way, because only so it sees the client go away. Lives as
/// long as the client stays.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(boost::asio::ip::tcp::socket socket, HttpHandler& handler);

    void start();
    /// False once the client has gone or close() was called.
    bool isOpen() const { return m_open; }
    /// Valid until the response to it is complete.
    const HttpRequest& request() const { return m_request; }
    void setExchange(std::shared_ptr<HttpExchange> exchange) { m_exchange = std::move(exchange); }

    /// A whole response. `headers` are complete lines with their CR LF. No content type, no content.
    void respond(int status, std::string_view contentType, std::string_view body,
                 std::string_view headers = {});
    /// Bytes of a response. They leave at once or, while a request is being handled, together with what
    /// follows.
    void write(std::string_view bytes);
    /// Writes the rest of a response with a gap of time between the pieces, and finishes.
    void writeInPieces(std::string bytes, std::size_t pieceSize, Duration gap);
    /// Writes the rest of a response after that time, and finishes.
    void writeLater(std::string bytes, Duration time);
    /// Writes this over and over for as long as the client takes it.
    void pour(std::string block);
    /// The response is complete: the next request's turn.
    void finish();
    /// Closes when what was written is out.
    void close();

private:
    struct Slow {
        std::string bytes;
        std::size_t pieceSize;
        Duration gap;
        std::size_t sent = 0;
    };

    void read();
    void received(std::size_t bytes);
    void handleRequests();
    bool parseRequest();
    void clientGone();

    void flush();
    void flushLater();
    void written();
    void writePiece();
    void writePieceAfter(Duration time);

    boost::asio::ip::tcp::socket m_socket;
    HttpHandler& m_handler;
    HttpRequest m_request;
    RequestParser m_parser;
    std::vector<char> m_input;
    std::size_t m_inputBegin = 0;
    std::size_t m_inputEnd = 0;
    std::string m_output;
    std::size_t m_outputSent = 0;
    std::shared_ptr<HttpExchange> m_exchange;
    std::optional<Slow> m_slow;
    std::optional<boost::asio::steady_timer> m_gap; ///< made when first needed
    std::string m_poured;
    bool m_open = true;
    bool m_busy = false;     ///< with the response to m_request
    bool m_handling = false; ///< requests: what is written leaves afterwards
    bool m_waiting = false;  ///< for the socket to take more
    bool m_closing = false;
};

} // namespace dyno::demo
