#include "engine/reports/trace_events.h"

#include "engine/reports/cells.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::reports {

namespace {

/// Microseconds with all the digits of a nanosecond, which a double would lose in a long session.
std::string timeStamp(sessions::Duration time) {
    const auto nanoseconds = std::max<std::int64_t>(time.count(), 0);
    return fmt::format("{}.{:03}", nanoseconds / 1000, nanoseconds % 1000);
}

} // namespace

void TraceEvents::begin(std::string_view sessionTitle) {
    m_going = m_out.write(
        fmt::format("{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"title\":{}}},\n\"traceEvents\":[",
                    jsonText(sessionTitle)));
}

void TraceEvents::event(std::string_view text) {
    m_going = m_out.write(m_first ? "\n" : ",\n") && m_out.write(text);
    m_first = false;
}

void TraceEvents::nameProcess(std::uint32_t process, std::string_view name) {
    event(fmt::format(R"({{"ph":"M","pid":{},"name":"process_name","args":{{"name":{}}}}})", process,
                      jsonText(name)));
}

void TraceEvents::nameThread(const TraceTrack& track, std::string_view name, std::uint64_t rank) {
    event(fmt::format(R"({{"ph":"M","pid":{},"tid":{},"name":"thread_name","args":{{"name":{}}}}})",
                      track.process, track.thread, jsonText(name)));
    event(
        fmt::format(R"({{"ph":"M","pid":{},"tid":{},"name":"thread_sort_index","args":{{"sort_index":{}}}}})",
                    track.process, track.thread, rank));
}

void TraceEvents::slice(const TraceTrack& track, std::string_view name, std::string_view category,
                        sessions::Duration begin, sessions::Duration length, std::string_view args) {
    event(fmt::format(R"({{"ph":"X","pid":{},"tid":{},"name":{},"cat":"{}","ts":{},"dur":{},"args":{}}})",
                      track.process, track.thread, jsonText(name), category, timeStamp(begin),
                      timeStamp(length), args));
}

void TraceEvents::instant(std::uint32_t process, std::string_view name, std::string_view category,
                          sessions::Duration at, std::string_view args) {
    event(fmt::format(R"({{"ph":"i","pid":{},"tid":0,"s":"{}","name":{},"cat":"{}","ts":{},"args":{}}})",
                      process, process == 0 ? 'g' : 'p', jsonText(name), category, timeStamp(at), args));
}

void TraceEvents::counter(std::uint32_t process, std::string_view name, std::string_view series,
                          sessions::Duration at, double value) {
    event(fmt::format(R"({{"ph":"C","pid":{},"name":{},"ts":{},"args":{{"{}":{:.3f}}}}})", process,
                      jsonText(name), timeStamp(at), series, value));
}

Result<void> TraceEvents::finish() {
    m_out.write("\n]}\n");
    return m_out.finish();
}

} // namespace dyno::reports
