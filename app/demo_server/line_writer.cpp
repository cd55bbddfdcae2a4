#include "app/demo_server/line_writer.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace dyno::demo {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr std::size_t keptCapacity = 4 * 1024 * 1024;
}

LineWriter::LineWriter(asio::io_context& io, int descriptor)
    : ReplyChannel(0)
    , m_descriptor(io, descriptor)
    , m_gap(io) {
    m_descriptor.non_blocking(true);
}

void LineWriter::send(std::string_view line) {
    std::string& queue = m_slow.empty() ? m_queue : m_held;
    queue.append(line);
    queue.push_back('\n');
    flushSoon();
}

void LineWriter::flushSoon() {
    if (m_flushPosted || m_waiting)
        return;
    m_flushPosted = true;
    asio::post(m_descriptor.get_executor(), [this] {
        m_flushPosted = false;
        flush();
    });
}

void LineWriter::flush() {
    if (!m_waiting && !m_queue.empty())
        write();
}

void LineWriter::write() {
    error_code error;
    while (m_written < m_queue.size() && !error)
        m_written += m_descriptor.write_some(asio::buffer(m_queue) + m_written, error);
    if (error == asio::error::would_block)
        return writeLater();
    // Any other error means that nobody reads any more: drop what is left, the end of input ends the program.
    m_written = 0;
    m_queue.clear();
    if (m_queue.capacity() > keptCapacity)
        m_queue.shrink_to_fit();
}

void LineWriter::writeLater() {
    dropWritten();
    m_waiting = true;
    m_descriptor.async_wait(asio::posix::stream_descriptor::wait_write, [this](error_code error) {
        m_waiting = false;
        if (!error)
            flush();
    });
}

// Moves bytes only once half of the queue is out, so that the cost stays in proportion to what is written.
void LineWriter::dropWritten() {
    if (m_written * 2 < m_queue.size())
        return;
    m_queue.erase(0, m_written);
    m_written = 0;
}

void LineWriter::answerInPieces(std::string line, std::size_t pieces, Duration gap) {
    line.push_back('\n');
    const std::size_t pieceSize = std::max<std::size_t>(1, (line.size() + pieces - 1) / pieces);
    m_slow.push_back({std::move(line), pieceSize, gap});
    if (m_slow.size() == 1)
        writePiece();
}

void LineWriter::writePiece() {
    Slow& slow = m_slow.front();
    m_queue.append(slow.line, slow.sent, slow.pieceSize);
    slow.sent += slow.pieceSize;
    flush();
    if (slow.sent >= slow.line.size())
        return endSlow();
    m_gap.expires_after(slow.gap);
    m_gap.async_wait([this](error_code error) {
        if (!error)
            writePiece();
    });
}

void LineWriter::endSlow() {
    m_slow.pop_front();
    m_queue.append(m_held);
    m_held.clear();
    flushSoon();
    if (!m_slow.empty())
        writePiece();
}

} // namespace dyno::demo
