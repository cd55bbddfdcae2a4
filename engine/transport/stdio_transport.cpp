#include "engine/transport/stdio_transport.h"

#include "engine/async/sleep.h"
#include "engine/async/spawn.h"
#include "engine/process/shutdown.h"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace dyno::transport {

using process::Stream;

namespace {

constexpr std::size_t readBytes = 64 * 1024; // a pipe's default capacity

/// While many answers are handled, the calls that follow from the first of them leave already, so that the
/// server works on those meanwhile; not one by one, since a write costs as much as handling an answer.
constexpr std::size_t enoughToFlush = 1024;

/// How long the end of the output waits for the exit status and the last of stderr, which explain it.
constexpr async::Duration explanationGrace = std::chrono::milliseconds(300);

} // namespace

StdioTransport::StdioTransport(async::Executor executor, async::Clock& clock, settings::ServerConfig config,
                               std::size_t maxLineBytes)
    : m_executor(executor)
    , m_clock(clock)
    , m_config(std::move(config))
    , m_lastWords(clock.makeAlarm())
    , m_framer(maxLineBytes)
    , m_readBuffer(readBytes) {}

Result<void> StdioTransport::open(TransportListener& listener) {
    auto child = process::ChildProcess::start(m_executor, m_config);
    if (child.has_error())
        return child.error();
    m_child = std::move(*child);
    m_listener = &listener;
    async::spawn(m_executor, readOutput());
    async::spawn(m_executor, readErrors());
    async::spawn(m_executor, watchExit());
    return {};
}

std::uint64_t StdioTransport::send(const Outgoing& message) {
    const std::string_view frame = message.frame;
    const auto begin = static_cast<std::ptrdiff_t>(m_outgoing.size());
    m_outgoing += frame;
    // JSON knows line breaks only between its tokens (in a string they are escaped); here they would end the
    // frame.
    std::replace(m_outgoing.begin() + begin, m_outgoing.end(), '\n', ' ');
    m_outgoing += '\n';
    m_accepted += frame.size() + 1;
    if (!m_handlingInput)
        flushSoon();
    else if (!m_flushScheduled && m_outgoing.size() - m_flushed >= enoughToFlush)
        flush();
    return m_accepted;
}

async::Awaitable<void> StdioTransport::close() {
    m_listener = nullptr;
    m_lastWords->cancel();
    m_outgoing.clear();
    m_flushed = 0;
    if (!m_child)
        co_return;
    co_await process::shutDown(m_child, m_clock);
    // A descendant that left the group may hold the other ends open: stop reading in any case.
    boost::system::error_code ignored;
    m_child->output().close(ignored);
    m_child->errors().close(ignored);
}

void StdioTransport::line(std::string_view text, const jsonrpc::LineTimes& times) {
    if (m_listener)
        m_listener->received(text, {times.first, times.last, {}, {}, {}, {}, text.size() + 1});
}

void StdioTransport::oversized(const jsonrpc::OversizedLine& line) {
    if (m_listener)
        m_listener->oversized(line);
}

async::Awaitable<void> StdioTransport::readOutput() {
    const auto self = shared_from_this();
    for (;;) {
        const auto space = boost::asio::buffer(m_readBuffer);
        const auto [ec, length] = co_await m_child->output().async_read_some(space, async::asTuple);
        if (ec)
            break;
        m_handlingInput = true;
        m_framer.feed({m_readBuffer.data(), length}, m_clock.now(), *this);
        m_handlingInput = false;
        if (!m_flushScheduled && m_flushed < m_outgoing.size())
            flush();
    }
    co_await reportEnd();
}

async::Awaitable<void> StdioTransport::readErrors() {
    const auto self = shared_from_this();
    std::array<char, 4096> piece;
    for (;;) {
        const auto space = boost::asio::buffer(piece);
        const auto [ec, length] = co_await m_child->errors().async_read_some(space, async::asTuple);
        if (ec)
            break;
        const std::string_view text(piece.data(), length);
        m_stderr.append(text);
        if (m_listener)
            m_listener->diagnostic(text);
    }
    m_stderrEnded = true;
}

/// A descendant can hold the pipes open after the server itself has ended; its exit is the end, too.
async::Awaitable<void> StdioTransport::watchExit() {
    const auto self = shared_from_this();
    co_await m_child->exitedBy(m_clock, async::TimePoint::max());
    if (m_listener) // what it wrote last is still read
        m_lastWords->set(m_clock.now() + explanationGrace, [this] { report(); });
}

async::Awaitable<void> StdioTransport::reportEnd() {
    const async::TimePoint latest = m_clock.now() + explanationGrace;
    co_await m_child->exitedBy(m_clock, latest);
    while (!m_stderrEnded && m_clock.now() < latest)
        co_await async::sleepUntil(m_clock, m_clock.now() + std::chrono::milliseconds(5));
    report();
}

void StdioTransport::report() {
    if (!m_listener)
        return;
    m_lastWords->cancel();
    const std::string reason = m_child->exitStatus() ? m_child->exitStatus()->text() : m_closedReason;
    const std::string detail =
        m_stderr.text().empty() ? "It wrote nothing to stderr." : "stderr:\n" + m_stderr.text();
    std::exchange(m_listener, nullptr)
        ->closed({ErrorKind::PeerClosed, fmt::format("the server {}", reason), detail});
}

void StdioTransport::flushSoon() {
    if (std::exchange(m_flushScheduled, true))
        return;
    boost::asio::post(m_executor, [self = shared_from_this()] {
        self->m_flushScheduled = false;
        self->flush();
    });
}

void StdioTransport::flush() {
    boost::system::error_code ec;
    while (m_flushed < m_outgoing.size() && !ec) {
        const auto rest = boost::asio::buffer(m_outgoing.data() + m_flushed, m_outgoing.size() - m_flushed);
        m_flushed += m_child->input().write_some(rest, ec);
    }
    if (m_listener)
        m_listener->written(m_accepted - (m_outgoing.size() - m_flushed), m_clock.now());
    if (!ec) {
        m_outgoing.clear();
        m_flushed = 0;
        return;
    }
    // A server that reads slowly may never take all; what it has taken is given back in between.
    constexpr std::size_t worthMoving = 1 << 20;
    if (m_flushed >= worthMoving && m_flushed >= m_outgoing.size() / 2) {
        m_outgoing.erase(0, m_flushed);
        m_flushed = 0;
    }
    if (ec == boost::asio::error::would_block || ec == boost::asio::error::try_again)
        return flushWhenWritable();
    // Nobody reads any more. Its exit or the end of its output mostly follow, and say more.
    if (m_listener && std::exchange(m_closedReason, "closed its input") != "closed its input")
        m_lastWords->set(m_clock.now() + explanationGrace, [this] { report(); });
}

void StdioTransport::flushWhenWritable() {
    m_flushScheduled = true;
    m_child->input().async_wait(Stream::wait_write,
                                [self = shared_from_this()](const boost::system::error_code& ec) {
                                    self->m_flushScheduled = false;
                                    if (!ec)
                                        self->flush();
                                });
}

} // namespace dyno::transport
