#pragma once

#include "app/demo_server/conversation.h"
#include "app/demo_server/line_buffer.h"
#include "app/demo_server/line_writer.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string_view>

namespace dyno::demo {

/// The server on stdin and stdout, with one client.
class StdioServer {
public:
    explicit StdioServer(Backend& backend);

    /// Writes the banner, if one is ordered.
    void greet();
    /// Begins to read, after the ordered delay. The io_context is stopped at the end of input unless that is
    /// to be ignored.
    void start();

private:
    void read();
    void received(std::size_t bytes);
    void inputEnded();
    void handleLine(std::string_view line);

    Backend& m_backend;
    boost::asio::posix::stream_descriptor m_input;
    boost::asio::steady_timer m_startTimer;
    LineBuffer m_lines;
    const std::shared_ptr<LineWriter> m_out;
    const ReplyPtr m_reply = m_out;
    Conversation m_conversation;
};

} // namespace dyno::demo
