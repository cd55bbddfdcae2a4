#include "app/demo_server/http/http_connection.h"

#include "app/demo_server/http/http_format.h"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstring>

namespace dyno::demo {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr std::size_t leastSpace = 16 * 1024;
constexpr std::size_t keptCapacity = 4 * 1024 * 1024;
} // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, HttpHandler& handler)
    : m_socket(std::move(socket))
    , m_handler(handler)
    , m_parser(m_request)
    , m_input(2 * leastSpace) {}

void HttpConnection::start() {
    error_code ignored;
    m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    m_socket.non_blocking(true, ignored);
    read();
}

void HttpConnection::read() {
    std::memmove(m_input.data(), m_input.data() + m_inputBegin, m_inputEnd - m_inputBegin);
    m_inputEnd -= m_inputBegin;
    m_inputBegin = 0;
    if (m_input.size() - m_inputEnd < leastSpace)
        m_input.resize(2 * m_input.size());
    m_socket.async_read_some(asio::buffer(m_input) + m_inputEnd,
                             [self = shared_from_this()](error_code error, std::size_t bytes) {
                                 if (error)
                                     return self->clientGone();
                                 self->received(bytes);
                             });
}

void HttpConnection::received(std::size_t bytes) {
    m_inputEnd += bytes;
    handleRequests();
    if (m_socket.is_open())
        read();
}

void HttpConnection::handleRequests() {
    m_handling = true;
    while (m_open && !m_busy && parseRequest()) {
        m_busy = true;
        m_handler.handle(shared_from_this());
    }
    m_handling = false;
    flush();
}

bool HttpConnection::parseRequest() {
    m_inputBegin += m_parser.put({m_input.data() + m_inputBegin, m_inputEnd - m_inputBegin});
    if (m_parser.state() == RequestParser::State::Malformed) {
        respond(400, "text/plain", "This is not HTTP.\n", "Connection: close\r\n");
        close();
        return false;
    }
    if (m_parser.takeExpectation())
        write("HTTP/1.1 100 Continue\r\n\r\n");
    return m_parser.state() == RequestParser::State::Complete;
}

void HttpConnection::clientGone() {
    m_open = false;
    m_slow.reset();
    error_code ignored;
    m_socket.close(ignored);
    if (const auto exchange = std::exchange(m_exchange, nullptr))
        exchange->disconnected();
}

void HttpConnection::respond(int status, std::string_view contentType, std::string_view body,
                             std::string_view headers) {
    if (m_open)
        http::appendResponse(m_output, status, contentType, body, headers);
    finish();
}

void HttpConnection::write(std::string_view bytes) {
    if (!m_open)
        return;
    m_output.append(bytes);
    if (!m_handling)
        flush();
}

void HttpConnection::writeInPieces(std::string bytes, std::size_t pieceSize, Duration gap) {
    if (!m_open)
        return;
    m_slow = Slow{std::move(bytes), std::max<std::size_t>(1, pieceSize), gap};
    writePiece();
}

void HttpConnection::writePiece() {
    if (!m_slow)
        return;
    m_output.append(m_slow->bytes, m_slow->sent, m_slow->pieceSize);
    m_slow->sent += m_slow->pieceSize;
    flush();
    if (!m_slow)
        return;
    if (m_slow->sent >= m_slow->bytes.size()) {
        m_slow.reset();
        return finish();
    }
    writePieceAfter(m_slow->gap);
}

void HttpConnection::writeLater(std::string bytes, Duration time) {
    if (!m_open)
        return;
    const std::size_t size = bytes.size();
    m_slow = Slow{std::move(bytes), size, Duration::zero()};
    writePieceAfter(time);
}

void HttpConnection::writePieceAfter(Duration time) {
    if (!m_gap)
        m_gap.emplace(m_socket.get_executor());
    m_gap->expires_after(time);
    m_gap->async_wait([self = shared_from_this()](error_code) { self->writePiece(); });
}

void HttpConnection::pour(std::string block) {
    m_poured = std::move(block);
    flush();
}

// A request that came meanwhile is waiting in the input.
void HttpConnection::finish() {
    m_exchange.reset();
    m_busy = false;
    if (!m_request.keepAlive)
        return close();
    m_parser.begin();
    if (m_handling)
        return;
    handleRequests();
}

void HttpConnection::close() {
    m_exchange.reset();
    m_open = false;
    m_closing = true;
    if (!m_handling)
        flush();
}

void HttpConnection::flush() {
    if (m_waiting || !m_socket.is_open())
        return;
    error_code error;
    while (m_outputSent < m_output.size() && !error)
        m_outputSent += m_socket.write_some(asio::buffer(m_output) + m_outputSent, error);
    if (error == asio::error::would_block)
        return flushLater();
    written();
}

// Any other error means that the client has gone; the reader hears of it too.
void HttpConnection::written() {
    m_outputSent = 0;
    m_output.clear();
    if (m_output.capacity() > keptCapacity)
        m_output.shrink_to_fit();
    error_code ignored;
    if (m_closing) {
        m_socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        m_socket.close(ignored);
    } else if (m_open && !m_poured.empty()) {
        m_output = m_poured;
        flushLater();
    }
}

void HttpConnection::flushLater() {
    m_waiting = true;
    m_socket.async_wait(asio::ip::tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
        self->m_waiting = false;
        if (!error)
            self->flush();
    });
}

} // namespace dyno::demo
