#pragma once

#include "app/demo_server/http/http_fault.h"
#include "app/demo_server/service_time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace dyno::demo {

enum class SpokenEras { Both, Legacy, Modern };

/// What a POST is answered with; Auto is JSON unless there is more to say than the answer.
enum class ReplyStyle { Auto, Json, Sse };

/// Everything that the command line can order.
struct Options {
    SpokenEras eras = SpokenEras::Both;
    std::string protocolVersion; ///< answers every initialize with it; empty negotiates
    ServiceTimeSettings service;
    std::uint64_t seed = 1;
    unsigned parallel = 0;    ///< calls worked on at once; 0 is unlimited
    std::size_t pageSize = 0; ///< tools on a page of tools/list; 0 is all
    bool lateReplies = false;

    Duration slowStart{};
    std::optional<int> exitAtOnce; ///< exit code
    bool silent = false;
    std::string banner;
    std::size_t stderrBytes = 0;
    std::string stderrLine;
    bool ignoreEof = false;
    bool ignoreTerm = false;
    bool spawnChild = false;

    std::optional<std::uint16_t> http; ///< the port; 0 is any free one
    ReplyStyle reply = ReplyStyle::Auto;
    bool resumable = false;
    Duration retry = std::chrono::milliseconds(100);
    std::string token; ///< empty asks for none
    std::optional<HttpFault> httpFault;
    unsigned httpFaultEvery = 1; ///< request
};

/// The options, or the exit code with which the program must end now: --help, --version or a wrong command
/// line, after the text for it was printed.
std::variant<Options, int> parseOptions(int argc, const char* const* argv);

/// "250us", "5ms", "1.5s"; nothing when it is none of these or negative.
std::optional<Duration> parseDuration(const std::string& text);

} // namespace dyno::demo
