#pragma once

#include "engine/error.h"
#include "engine/telemetry/snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace dyno::app {

/// How the server is reached that a failure is about: decides what there is to check.
enum class Reached { ByCommand, ByUrl };

/// Prints a failure to stderr: the message, its evidence indented, and what to do next.
void printError(const Error& error, Reached server = Reached::ByCommand);

/// Prints a line to stderr about what does not end the command.
void printWarning(std::string_view text);

/// Writes to stdout. An Io error when it takes no more, such as a full disk; a reader that has gone away is
/// none.
[[nodiscard]] Result<void> printOut(std::string_view text);

/// Asks a person at the terminal for one line; `secret` keeps it off the screen. Nothing when stdin or stderr
/// is no terminal, or at the end of input.
std::optional<std::string> ask(std::string_view question, bool secret);

/// A logger of the engine's warnings to stderr; null when quiet. Errors are left to printError().
std::shared_ptr<spdlog::logger> warningsToStderr(bool quiet);

/// One line on stderr that is drawn again and again while a workload runs; draws nothing unless stderr is a
/// terminal.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet);
    void draw(const telemetry::Snapshot& snapshot);
    void clear();

private:
    bool m_enabled;
    bool m_drawn = false;
};

} // namespace dyno::app
