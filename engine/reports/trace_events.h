#pragma once

#include "engine/reports/sink.h"
#include "engine/sessions/call_query.h"

#include <string>
#include <string_view>
#include <vector>

namespace dyno::reports {

/// Where a trace draws something. Process 0 is the engine, the others are servers.
struct TraceTrack {
    std::uint32_t process = 0;
    std::uint64_t thread = 0;
};

/// Writes events in Chrome's trace event format
/// (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). Times count from the
/// session's begin; texts of `args` are JSON texts of objects.
class TraceEvents {
public:
    explicit TraceEvents(const Sink& sink)
        : m_out(sink) {}

    void begin(std::string_view sessionTitle);
    void nameProcess(std::uint32_t process, std::string_view name);
    /// Viewers show tracks in the order of `rank`.
    void nameThread(const TraceTrack& track, std::string_view name, std::uint64_t rank);
    void slice(const TraceTrack& track, std::string_view name, std::string_view category,
               sessions::Duration begin, sessions::Duration length, std::string_view args = "{}");
    /// A moment: of one process, or of all when it is the engine's.
    void instant(std::uint32_t process, std::string_view name, std::string_view category,
                 sessions::Duration at, std::string_view args = "{}");
    void counter(std::uint32_t process, std::string_view name, std::string_view series, sessions::Duration at,
                 double value);
    /// False once the sink has refused.
    bool going() const { return m_going; }
    [[nodiscard]] Result<void> finish();

private:
    void event(std::string_view text);

    BufferedSink m_out;
    bool m_first = true;
    bool m_going = true;
};

} // namespace dyno::reports
