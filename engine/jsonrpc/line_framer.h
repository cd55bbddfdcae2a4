#pragma once

#include "engine/async/clock.h"
#include "engine/jsonrpc/oversized_line.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::jsonrpc {

/// When a line's first and last bytes were read.
struct LineTimes {
    async::TimePoint first;
    async::TimePoint last;
};

/// Cuts a byte stream into lines, whatever pieces it comes in. Pure: no I/O and no clock of its own.
/// A line that lies whole in one piece is handed on without a copy.
class LineFramer {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        /// A line without its "\n" or "\r\n"; never empty. The view dies with the call.
        virtual void line(std::string_view text, const LineTimes& times) = 0;
        /// A line that passed the bound; its bytes were dropped, all but what tells whose reply it was.
        virtual void oversized(const OversizedLine& line) = 0;
    };

    explicit LineFramer(std::size_t maxLineBytes)
        : m_maxLineBytes(maxLineBytes) {}

    /// `now` is when this piece was read.
    void feed(std::string_view piece, async::TimePoint now, Sink& sink);

    /// The bytes of a line that has not ended yet.
    std::string_view unfinished() const { return m_unfinished; }

private:
    void extend(std::string_view part, async::TimePoint now);
    void finish(std::string_view lastPart, async::TimePoint now, Sink& sink);

    std::size_t m_maxLineBytes;
    std::string m_unfinished;
    async::TimePoint m_firstByteAt;
    std::optional<OversizedLine> m_oversized; ///< set while the rest of a line past the bound is dropped
};

} // namespace dyno::jsonrpc
