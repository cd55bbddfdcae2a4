#pragma once

#include "engine/async/clock.h"
#include "engine/settings/redactor.h"
#include "engine/telemetry/snapshot.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace dyno::telemetry {

/// What happened, in words: the last 2,000 entries for the window, and all of them for spdlog's sinks (a
/// file, stderr). Engine thread only.
class LogBook {
public:
    static constexpr std::size_t maxEntries = 2000;
    static constexpr std::size_t maxTextBytes = 8 * 1024; ///< of one entry; longer ones are cut

    /// `logger` may be null. The redactor, if there is one, blacks secrets out of every text before anybody
    /// sees it.
    LogBook(async::Clock& clock, std::shared_ptr<spdlog::logger> logger,
            const settings::Redactor* redactor = nullptr);

    void write(LogLevel level, std::string source, std::string text);
    /// Oldest first. The same pointer until something was written.
    std::shared_ptr<const std::vector<LogEntry>> entries();

private:
    async::Clock& m_clock;
    async::TimePoint m_start;
    std::shared_ptr<spdlog::logger> m_logger;
    const settings::Redactor* m_redactor;
    std::deque<LogEntry> m_entries;
    std::uint64_t m_next = 1;
    std::shared_ptr<const std::vector<LogEntry>> m_published; ///< null when out of date
};

} // namespace dyno::telemetry
