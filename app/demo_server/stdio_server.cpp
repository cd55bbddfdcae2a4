#include "app/demo_server/stdio_server.h"

#include "app/demo_server/backend.h"

#include <unistd.h>

namespace dyno::demo {

namespace asio = boost::asio;
using boost::system::error_code;

StdioServer::StdioServer(Backend& backend)
    : m_backend(backend)
    , m_input(backend.io, STDIN_FILENO)
    , m_startTimer(backend.io)
    , m_out(std::make_shared<LineWriter>(backend.io, STDOUT_FILENO))
    , m_conversation(backend, backend.options.eras) {
    m_conversation.setAside(m_out.get());
}

void StdioServer::greet() {
    if (m_backend.options.banner.empty())
        return;
    m_out->send(m_backend.options.banner);
    m_out->flush();
}

void StdioServer::start() {
    m_startTimer.expires_after(m_backend.options.slowStart);
    m_startTimer.async_wait([this](error_code) { read(); });
}

void StdioServer::read() {
    const std::span<char> space = m_lines.space();
    m_input.async_read_some(asio::buffer(space.data(), space.size()),
                            [this](error_code error, std::size_t bytes) {
                                if (error)
                                    return inputEnded();
                                received(bytes);
                                read();
                            });
}

void StdioServer::received(std::size_t bytes) {
    m_lines.filled(bytes);
    while (const auto line = m_lines.nextLine())
        if (!line->empty() && !m_backend.options.silent)
            handleLine(*line);
    m_out->flush();
}

// A timer that never rings keeps the loop alive where the end of input is to be ignored.
void StdioServer::inputEnded() {
    if (!m_backend.options.ignoreEof)
        return m_backend.io.stop();
    m_startTimer.expires_at(std::chrono::steady_clock::time_point::max());
    m_startTimer.async_wait([](error_code) {});
}

void StdioServer::handleLine(std::string_view line) {
    json message = json::parse(line, nullptr, false);
    m_conversation.handle(message, m_reply);
}

} // namespace dyno::demo
