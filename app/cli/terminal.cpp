#include "app/cli/terminal.h"

#include "engine/reports/quantity_text.h"

#include <fmt/format.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace dyno::app {

namespace {

/// What a person can do about it. Empty where the message says it all.
std::string_view adviceForUrl(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::PeerClosed:
        return "Check that the server runs and that the URL is right.";
    case ErrorKind::TimedOut:
        return "Check that the URL is that of an MCP server.";
    case ErrorKind::Protocol:
    case ErrorKind::Rejected:
        return "Check that the URL is that of an MCP server, and of a version that this program knows.";
    default:
        return "";
    }
}

/// The same where we start the server.
std::string_view adviceForCommand(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::Spawn:
        return "Check the command: it is started without a shell, so pipes, variables and aliases do not "
               "work in it.";
    case ErrorKind::PeerClosed:
        return "Run the command by itself in a terminal: an MCP server waits for input and prints nothing.";
    case ErrorKind::TimedOut:
        return "Check that the command is an MCP server that speaks on stdin and stdout.";
    case ErrorKind::Protocol:
    case ErrorKind::Rejected:
        return "Check that the command is an MCP server, and of a version that this program knows.";
    default:
        return "";
    }
}

/// fmt::print() would throw where stderr is closed, and there is nobody left to tell.
void toStderr(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

/// Few enough to read in a terminal.
std::string_view lastLines(std::string_view text) {
    constexpr std::ptrdiff_t mostLines = 20;
    constexpr std::size_t mostBytes = 4000;
    if (text.size() > mostBytes)
        text.remove_prefix(text.find('\n', text.size() - mostBytes) +
                           1); // with no line end there, the whole line
    while (std::count(text.begin(), text.end(), '\n') > mostLines)
        text.remove_prefix(text.find('\n') + 1);
    return text;
}

std::string indented(const std::string& text) {
    const std::string_view shown = lastLines(text);
    std::string result = shown.size() < text.size() ? "  … (the end of it)\n" : "";
    for (std::size_t begin = 0; begin < shown.size();) {
        const std::size_t end = std::min(shown.find('\n', begin), shown.size());
        result += fmt::format("  {}\n", shown.substr(begin, end - begin));
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

/// Why it goes on after its time: nothing else tells a hung call from a slow program.
std::string awaited(const telemetry::Snapshot& snapshot) {
    const auto& extent = snapshot.workload.scenario.extent;
    if (!extent.duration || snapshot.workload.elapsed < *extent.duration || snapshot.recent.inFlight == 0)
        return "";
    return fmt::format(" · waiting for the last {}", snapshot.recent.inFlight);
}

std::string bar(double share, int width) {
    const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
    std::string text = "[";
    for (int i = 0; i < width; ++i)
        text += i < full ? "█" : "░";
    return text + fmt::format("] {:3.0f} %", std::clamp(share, 0.0, 1.0) * 100);
}

/// Prints warnings only: what is worse ends the command, which says so itself.
class WarningSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (message.level != spdlog::level::warn)
            return;
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        toStderr({line.data(), line.size()});
    }
    void flush_() override {}
};

/// Keeps what is typed off the screen for as long as it lives. When a signal ends us meanwhile, it is the
/// shell that sets the terminal right.
class NoEcho {
public:
    NoEcho() {
        ::tcgetattr(STDIN_FILENO, &m_before);
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~NoEcho() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before); }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    termios m_before{};
};

} // namespace

void printError(const Error& error, Reached server) {
    toStderr(fmt::format("mcp-dyno: {}\n{}", error.message, indented(error.detail)));
    const std::string_view next =
        server == Reached::ByUrl ? adviceForUrl(error.kind) : adviceForCommand(error.kind);
    if (!next.empty())
        toStderr(fmt::format("{}\n", next));
}

void printWarning(std::string_view text) {
    // On a terminal the progress line is wiped first.
    toStderr(fmt::format("{}warning: {}\n", ::isatty(STDERR_FILENO) ? "\r\x1b[K" : "", text));
}

Result<void> printOut(std::string_view text) {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (written || errno == EPIPE)
        return {};
    return Error{ErrorKind::Io, fmt::format("the output cannot be written: {}", std::strerror(errno))};
}

std::optional<std::string> ask(std::string_view question, bool secret) {
    if (!::isatty(STDIN_FILENO) || !::isatty(STDERR_FILENO))
        return std::nullopt;
    const std::optional<NoEcho> hidden = secret ? std::optional<NoEcho>(std::in_place) : std::nullopt;
    toStderr(question);
    std::string line;
    const bool read = static_cast<bool>(std::getline(std::cin, line));
    if (secret)
        toStderr("\n"); // the person's own was not shown either
    return read ? std::optional(line) : std::nullopt;
}

std::shared_ptr<spdlog::logger> warningsToStderr(bool quiet) {
    if (quiet)
        return nullptr;
    auto logger = std::make_shared<spdlog::logger>("mcp-dyno", std::make_shared<WarningSink>());
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
    const std::string head = warming ? "warming up" : room > 4 ? bar(share(snapshot), room) : "";
    toStderr(fmt::format("\r\x1b[K{}{}{}", head, figures, awaited(snapshot)));
    m_drawn = true;
}

void ProgressLine::clear() {
    if (std::exchange(m_drawn, false))
        toStderr("\r\x1b[K");
}

} // namespace dyno::app
