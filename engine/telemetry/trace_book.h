#pragma once

#include "engine/async/clock.h"
#include "engine/settings/redactor.h"
#include "engine/telemetry/snapshot.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace dyno::telemetry {

/// A message as the trace is told of it; the views need live only as long as the call.
struct TracedMessage {
    TraceEntry::Direction direction{};
    TraceEntry::Kind kind{};
    std::string_view method = {};
    std::string_view id = {}; ///< JSON text
    std::string_view text = {};
};

/// The protocol trace: the last messages in and out, in a ring of slots that are written over, so that
/// keeping it costs a copy of each message and no allocation once it has gone round. Reading it costs more,
/// and happens only while somebody looks. Engine thread only.
class TraceBook {
public:
    static constexpr std::size_t maxEntries = 2000;
    static constexpr std::size_t maxTextBytes = 4 * 1024; ///< kept of one message

    /// The redactor, if there is one, blacks secrets out of what entries() gives.
    explicit TraceBook(async::Clock& clock, const settings::Redactor* redactor = nullptr)
        : m_clock(clock)
        , m_start(clock.now())
        , m_redactor(redactor) {}

    void write(ServerId server, ConnectionId connection, const TracedMessage& message);
    /// Oldest first. The same pointer until something was written.
    std::shared_ptr<const std::vector<TraceEntry>> entries();

private:
    std::string cut(std::string_view text) const;
    void redact(TraceEntry& entry) const;

    async::Clock& m_clock;
    async::TimePoint m_start;
    const settings::Redactor* m_redactor;
    std::vector<TraceEntry> m_slots; ///< a ring once it is full; m_written % maxEntries is the next to go
    std::uint64_t m_written = 0;
    std::shared_ptr<const std::vector<TraceEntry>> m_published; ///< null when out of date
};

} // namespace dyno::telemetry
