#pragma once

#include "app/demo_server/reply_channel.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace dyno::demo {

/// Writes lines to a descriptor without ever blocking. What is sent in one turn of the loop goes out in one
/// write; what the reader does not take waits in memory, without limit, and costs no time while it waits.
class LineWriter final : public ReplyChannel {
public:
    LineWriter(boost::asio::io_context& io, int descriptor);

    /// Queues the line and a line end. It goes out with flush(), or by itself at the end of the turn.
    void send(std::string_view line) override;
    void answer(std::string_view line) override { send(line); }
    /// Writes the line in `pieces` with a gap of time between each; lines sent meanwhile wait for its end,
    /// because a message must not land inside another.
    void answerInPieces(std::string line, std::size_t pieces, Duration gap) override;
    /// Writes what is queued as far as the descriptor takes it now.
    void flush();

private:
    struct Slow {
        std::string line;
        std::size_t pieceSize = 1;
        Duration gap{};
        std::size_t sent = 0;
    };

    void flushSoon();
    void write();
    void writeLater();
    void dropWritten();
    void writePiece();
    void endSlow();

    boost::asio::posix::stream_descriptor m_descriptor;
    boost::asio::steady_timer m_gap;
    std::string m_queue;
    std::size_t m_written = 0; ///< bytes of m_queue that are out already
    bool m_flushPosted = false;
    bool m_waiting = false; ///< for the descriptor to take more
    std::deque<Slow> m_slow;
    std::string m_held; ///< whole lines that wait for the end of a slow one
};

} // namespace dyno::demo
