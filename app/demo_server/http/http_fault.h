#pragma once

#include <chrono>
#include <map>
#include <string>

namespace dyno::demo {

enum class HttpFaultKind {
    SlowHeaders,
    Cut,
    CutStream,
    Status500,
    SessionLost,
    SessionLost400,
    RateLimit,
    Unavailable,
    OddChunks,
    OddEvents,
    Html,
    EndlessBody,
    EndlessEvent,
    GzipBomb,
    RedirectLoop,
    Redirect,
    Unauthorized,
    NeverAnswers,
    EmptyReply,
    WrongContentType,
    BadJson
};

/// A way for an HTTP response to go wrong.
struct HttpFault {
    HttpFaultKind kind = HttpFaultKind::Status500;
    std::chrono::milliseconds delay{500}; ///< slow_headers: between the status line and the rest
    int retryAfter = 1;                   ///< rate_limit, unavailable: seconds
    std::string location = {};            ///< redirect: where to; empty for this server's /mcp

    /// Whether it is the delivery that goes wrong, of an answer that is right.
    bool needsAnswer() const;
};

/// As options, tools and URLs name them.
const std::map<std::string, HttpFaultKind>& httpFaultKinds();

} // namespace dyno::demo
