#pragma once

#include "engine/error.h"
#include "engine/settings/client_policy.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dyno::settings {

/// How to speak to a URL. Auto finds out by probing (mcp/approach.h).
enum class HttpDialect { Auto, Streamable, Sse };

/// The spelling of the command line and of configuration files: "auto", "http", "sse".
std::string_view name(HttpDialect dialect);
/// The inverse; Auto for any other text.
HttpDialect dialectNamed(std::string_view text);

/// A server that somebody else runs, and how to reach it.
struct HttpConfig {
    std::string url;                                          ///< http:// or https://
    std::vector<std::pair<std::string, std::string>> headers; ///< sent with every request, in this order
    HttpDialect dialect = HttpDialect::Auto;
    std::filesystem::path caFile; ///< PEM, trusted beside the system's certificates; empty: these alone
};

/// How to reach one MCP server. Without `http` we start it: a program and its arguments (no shell in
/// between), what is added to our environment for it, and where it starts (empty: our own working directory).
struct ServerConfig {
    std::string name;
    std::vector<std::string> argv = {};
    std::map<std::string, std::string> environment = {};
    std::filesystem::path directory = {};
    std::optional<HttpConfig> http = {}; ///< set: a URL takes the place of the program
    ClientPolicy policy = {};
    /// Servers of the same group share its calls, by weight; empty: it stands alone.
    std::string group = {};
    double weight = 1;                     ///< 0 … 1,000; 0: it takes no calls
    std::vector<std::string> secrets = {}; ///< values above that must never be shown or written in clear
};

/// The URL, or the command line quoted so that a shell would take it; secrets are in it still.
std::string addressOf(const ServerConfig& config);

} // namespace dyno::settings
