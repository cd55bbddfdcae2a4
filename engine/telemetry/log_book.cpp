#include "engine/telemetry/log_book.h"

#include "engine/jsonrpc/utf8.h"

#include <spdlog/logger.h>

namespace dyno::telemetry {

namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
    switch (level) {
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    case LogLevel::Info:
        break;
    }
    return spdlog::level::info;
}

} // namespace

LogBook::LogBook(async::Clock& clock, std::shared_ptr<spdlog::logger> logger,
                 const settings::Redactor* redactor)
    : m_clock(clock)
    , m_start(clock.now())
    , m_logger(std::move(logger))
    , m_redactor(redactor) {}

void LogBook::write(LogLevel level, std::string source, std::string text) {
    if (m_redactor)
        text = m_redactor->redacted(std::move(text));
    if (text.size() > maxTextBytes)
        text = std::string(jsonrpc::beginning(text, maxTextBytes)) + " …";
    while (text.ends_with('\n'))
        text.pop_back();
    if (m_logger)
        m_logger->log(toSpdlog(level), "{}: {}", source, text);
    m_entries.push_back({m_next++, m_clock.now() - m_start, level, std::move(source), std::move(text)});
    if (m_entries.size() > maxEntries)
        m_entries.pop_front();
    m_published.reset();
}

std::shared_ptr<const std::vector<LogEntry>> LogBook::entries() {
    if (!m_published)
        m_published = std::make_shared<const std::vector<LogEntry>>(m_entries.begin(), m_entries.end());
    return m_published;
}

} // namespace dyno::telemetry
