#pragma once

#include "engine/jsonrpc/line_framer.h"
#include "engine/process/child_process.h"
#include "engine/process/stderr_tail.h"
#include "engine/settings/server_config.h"
#include "engine/transport/transport.h"

#include <array>
#include <memory>
#include <vector>

namespace dyno::transport {

/// MCP over a child's standard streams: newline-delimited JSON. Frames that are sent while a piece of input
/// is being handled leave together in one write. Owned by shared_ptr, since its reading coroutines outlast a
/// close().
class StdioTransport final : public Transport,
                             private jsonrpc::LineFramer::Sink,
                             public std::enable_shared_from_this<StdioTransport> {
public:
    StdioTransport(async::Executor executor, async::Clock& clock, settings::ServerConfig config,
                   std::size_t maxLineBytes);

    Result<void> open(TransportListener& listener) override;
    std::uint64_t send(const Outgoing& message) override;
    async::Awaitable<void> close() override;
    bool maySendBatches() const override { return true; }
    std::string_view name() const override { return "stdio"; }
    int pid() const override { return m_child ? m_child->pid() : 0; }
    std::string stderrTail() const override { return m_stderr.text(); }

private:
    void line(std::string_view text, const jsonrpc::LineTimes& times) override;
    void oversized(const jsonrpc::OversizedLine& line) override;

    async::Awaitable<void> readOutput();
    async::Awaitable<void> readErrors();
    async::Awaitable<void> watchExit();
    async::Awaitable<void> reportEnd();
    void report();
    void flushSoon();
    void flush();
    void flushWhenWritable();

    async::Executor m_executor;
    async::Clock& m_clock;
    settings::ServerConfig m_config;
    std::shared_ptr<process::ChildProcess> m_child;
    TransportListener* m_listener = nullptr; ///< null once closed or reported as closed
    process::StderrTail m_stderr;
    bool m_stderrEnded = false;
    std::string m_closedReason = "closed its output"; ///< where no exit status says more
    std::unique_ptr<async::Alarm> m_lastWords;        ///< set between the child's exit and its report

    jsonrpc::LineFramer m_framer;
    std::vector<char> m_readBuffer;

    std::string m_outgoing;        ///< accepted, not yet handed to the kernel from m_flushed on
    std::size_t m_flushed = 0;     ///< bytes at the front of m_outgoing that are already written
    std::uint64_t m_accepted = 0;  ///< all bytes ever given to send()
    bool m_handlingInput = false;  ///< flush when the whole piece is handled
    bool m_flushScheduled = false; ///< or when the pipe takes bytes again
};

} // namespace dyno::transport
