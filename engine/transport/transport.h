#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/http/connection_counts.h"
#include "engine/jsonrpc/oversized_line.h"
#include "engine/mcp/protocol_version.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dyno::transport {

/// When an answer passed which point. Those that a transport cannot tell are the clock's epoch.
struct FrameTimes {
    async::TimePoint first; ///< byte was read
    async::TimePoint last;
    async::TimePoint resolved; ///< of its request, over HTTP; see calls/call_record.h
    async::TimePoint connected;
    async::TimePoint secured;
    async::TimePoint written;
    std::uint64_t bytes = 0; ///< that were read for it
};

/// One message on its way to the server, and what a transport must know of it beside its text.
struct Outgoing {
    std::string_view frame;                     ///< JSON text, without a line end
    std::optional<std::uint64_t> request = {};  ///< the id, of a request whose answer we wait for
    std::string_view method = {};               ///< of a request or notification
    std::span<const http::Header> headers = {}; ///< that the protocol wants for this message over HTTP
    bool repeatable = true;                     ///< no harm is done when the server sees it twice
    std::span<const std::uint64_t> batch =
        {}; ///< the ids of several requests, in a frame that is their array
};

/// What a transport reports, on the engine's thread. Nothing comes before open() or after close() is called.
class TransportListener {
public:
    virtual ~TransportListener() = default;
    /// Whether this request still waits for its answer.
    virtual bool awaits(std::uint64_t request) const = 0;
    /// One frame; the view dies with the call.
    virtual void received(std::string_view frame, const FrameTimes& times) = 0;
    /// No answer to this request will come, while the connection goes on. `unseen`: the server has certainly
    /// not begun to carry it out. `retryAfter`: how long it asks to wait before it is asked again.
    virtual void failed(std::uint64_t request, Error why, bool unseen,
                        std::optional<async::Duration> retryAfter = {}) = 0;
    /// A frame past the size bound; its bytes were dropped.
    virtual void oversized(const jsonrpc::OversizedLine& frame) = 0;
    /// All bytes up to this offset (as send() counts them) left our hands at `at`.
    virtual void written(std::uint64_t offset, async::TimePoint at) = 0;
    /// What the server wrote beside the protocol (stderr).
    virtual void diagnostic(std::string_view text) = 0;
    /// Something about the peer that a person should know.
    virtual void warning(const std::string& text) = 0;
    /// The peer went away. Comes at most once, and last. `unseen`: requests of which it is certain that the
    /// server has not begun to carry them out.
    virtual void closed(Error why, std::span<const std::uint64_t> unseen = {}) = 0;
};

/// Moves frames between us and one server. Engine thread only.
class Transport {
public:
    virtual ~Transport() = default;
    /// Starts or connects. The listener must live until close() has finished.
    [[nodiscard]] virtual Result<void> open(TransportListener& listener) = 0;
    /// Queues one message and returns at once; the offset at which written() will report it.
    virtual std::uint64_t send(const Outgoing& message) = 0;
    /// The answer to this request is not waited for any longer. Whether the server hears of that by itself,
    /// so that no `notifications/cancelled` is needed.
    virtual bool abandon(std::uint64_t) { return false; }
    /// Ends the connection in good order; afterwards nothing of it is left. May be called at any time, once.
    virtual async::Awaitable<void> close() = 0;

    /// Whether the modern era can be spoken over it.
    virtual bool maySpeakModern() const { return true; }
    /// Whether a frame may be an array of requests.
    virtual bool maySendBatches() const { return false; }
    /// The handshake has settled on this.
    virtual void settled(mcp::Era, std::string_view /*protocolVersion*/) {}

    /// "stdio", "http" or "sse".
    virtual std::string_view name() const = 0;
    /// Over HTTP: the connections beneath.
    virtual http::ConnectionCounts sockets() const { return {}; }
    /// Of the server's process; 0 when there is none.
    virtual int pid() const { return 0; }
    /// The last that the server wrote to stderr.
    virtual std::string stderrTail() const { return {}; }
};

} // namespace dyno::transport
