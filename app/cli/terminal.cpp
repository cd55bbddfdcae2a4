#include "app/cli/terminal.h"

#include "engine/reports/quantity_text.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace dyno::app {

namespace {

/// What a person can do about it. Empty where the message says it all.
std::string_view advice(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::Spawn:
        return "Check the command: it is started without a shell, so pipes, variables and aliases do not "
               "work in it.";
    case ErrorKind::PeerClosed:
        return "Run the command by itself in a terminal: an MCP server waits for input and prints nothing.";
    case ErrorKind::TimedOut:
        return "Check that the command is an MCP server that speaks on stdin and stdout.";
    case ErrorKind::Protocol:
        return "Check that the command is an MCP server, and of a version that this program knows.";
    default:
        return "";
    }
}

std::string indented(const std::string& text) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        result += "  " + text.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return result;
}

int terminalColumns() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// How much of the workload is done, 0 … 1; negative when it has no end.
double share(const telemetry::Snapshot& snapshot) {
    const workload::Extent& extent = snapshot.workload.scenario.extent;
    if (extent.calls)
        return static_cast<double>(snapshot.counts.ended()) / static_cast<double>(*extent.calls);
    if (extent.duration)
        return std::chrono::duration<double>(snapshot.workload.elapsed) /
               std::chrono::duration<double>(*extent.duration);
    return -1;
}

std::string bar(double share, int width) {
    const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
    std::string text = "[";
    for (int i = 0; i < width; ++i)
        text += i < full ? "█" : "░";
    return text + fmt::format("] {:3.0f} %", std::clamp(share, 0.0, 1.0) * 100);
}

} // namespace

void printError(const Error& error) {
    fmt::print(stderr, "mcp-dyno: {}\n{}", error.message, indented(error.detail));
    if (const std::string_view next = advice(error.kind); !next.empty())
        fmt::print(stderr, "{}\n", next);
}

std::shared_ptr<spdlog::logger> warningsToStderr(bool quiet) {
    if (quiet)
        return nullptr;
    auto logger = spdlog::stderr_logger_st("mcp-dyno");
    logger->set_level(spdlog::level::warn);
    // On a terminal the progress line is wiped first.
    logger->set_pattern(::isatty(STDERR_FILENO) ? "\r\x1b[K%l: %v" : "%l: %v");
    return logger;
}

ProgressLine::ProgressLine(bool quiet)
    : m_enabled(!quiet && ::isatty(STDERR_FILENO)) {}

void ProgressLine::draw(const telemetry::Snapshot& snapshot) {
    if (!m_enabled || snapshot.workload.phase == telemetry::WorkloadPhase::Idle)
        return;
    const bool warming = snapshot.workload.phase == telemetry::WorkloadPhase::WarmingUp;
    const auto& recent = snapshot.recent;
    const std::string figures = fmt::format(
        " {} calls · {:.0f}/s · p50 {} · p99 {} · {} errors", reports::countText(snapshot.counts.ended()),
        recent.callsPerSecond, reports::timeText(recent.latency.p50), reports::timeText(recent.latency.p99),
        reports::countText(snapshot.counts.errors()));
    const int room = std::clamp(terminalColumns() - static_cast<int>(figures.size()) - 9, 0, 30);
    fmt::print(stderr, "\r\x1b[K{}{}",
               warming    ? "warming up"
               : room > 4 ? bar(share(snapshot), room)
                          : "",
               figures);
    std::fflush(stderr);
    m_drawn = true;
}

void ProgressLine::clear() {
    if (std::exchange(m_drawn, false))
        fmt::print(stderr, "\r\x1b[K");
}

} // namespace dyno::app
