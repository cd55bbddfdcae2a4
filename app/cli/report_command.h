#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace dyno::app {

/// What `mcp-dyno report` was told, as typed.
struct ReportOptions {
    std::string session;
    std::string format; ///< empty: what the file's ending says, else html
    std::string of;     ///< csv and jsonl: "calls" or "series"; empty: calls
    std::string file;   ///< "-": standard output; empty: see README
    std::string range;  ///< as parseRange() takes it
    std::optional<std::uint32_t> run;
};

/// Adds the command. `options` must outlive the parsing.
void addReportCommand(CLI::App& app, ReportOptions& options);

/// `mcp-dyno report`: writes what a session file holds in another form. Returns the exit status.
int reportCommand(const ReportOptions& options);

} // namespace dyno::app
