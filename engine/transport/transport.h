#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/jsonrpc/line_framer.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace dyno::transport {

/// What a transport reports, on the engine's thread. Nothing comes before open() or after close() is called.
class TransportListener {
public:
    virtual ~TransportListener() = default;
    /// One frame; the view dies with the call.
    virtual void received(std::string_view frame, const jsonrpc::LineTimes& times) = 0;
    /// A frame past the size bound; its bytes were dropped.
    virtual void oversized(const jsonrpc::OversizedLine& frame) = 0;
    /// All bytes up to this offset (as send() counts them) left our hands at `at`.
    virtual void written(std::uint64_t offset, async::TimePoint at) = 0;
    /// What the server wrote beside the protocol (stderr).
    virtual void diagnostic(std::string_view text) = 0;
    /// The peer went away. Comes at most once, and last.
    virtual void closed(Error why) = 0;
};

/// Moves frames between us and one server. Engine thread only.
class Transport {
public:
    virtual ~Transport() = default;
    /// Starts or connects. The listener must live until close() has finished.
    [[nodiscard]] virtual Result<void> open(TransportListener& listener) = 0;
    /// Queues one frame (without a line end) and returns at once; the offset at which written() will report
    /// it.
    virtual std::uint64_t send(std::string_view frame) = 0;
    /// Ends the connection in good order; afterwards nothing of it is left. May be called at any time, once.
    virtual async::Awaitable<void> close() = 0;

    /// "stdio".
    virtual std::string_view name() const = 0;
    /// Of the server's process; 0 when there is none.
    virtual int pid() const { return 0; }
    /// The last that the server wrote to stderr.
    virtual std::string stderrTail() const { return {}; }
};

} // namespace dyno::transport
