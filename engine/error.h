#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace dyno {

/// What went wrong, as a program needs to know it. Text is for people; nothing may parse it.
enum class ErrorKind {
    Cancelled,          ///< somebody here asked for it to end
    TimedOut,           ///< a limit of ours fired; the message names which one
    PeerClosed,         ///< the server went away (exit, crash, closed pipe)
    Protocol,           ///< the server said something that MCP or JSON-RPC does not allow
    ToolFailed,         ///< the tool answered with `isError: true`
    Rejected,           ///< the server answered with a JSON-RPC error
    Http,               ///< the server answered with an HTTP status and no JSON-RPC message
    NeedsAuthorization, ///< HTTP 401 or 403
    Spawn,              ///< the server's process could not be started
    Io,                 ///< an operating-system call failed
    Limit,              ///< a bound of ours was exceeded (message size)
    Throttled,          ///< a limit of ours on calls turned it away: the queue was full, or its wait too long
    BreakerOpen,        ///< the circuit breaker turned it away
    InvalidInput,       ///< what the person gave cannot be used (command line, arguments, configuration)
};

/// The stable spelling used in reports and JSON, for example "ToolFailed".
std::string_view name(ErrorKind kind);

/// One failure: `message` says what happened and what to do in one line; `detail` carries evidence
/// (stderr tail, exit status, the offending text) and may span lines.
struct Error {
    ErrorKind kind = ErrorKind::Io;
    std::string message;
    std::string detail = {};

    bool operator==(const Error&) const = default;
};

/// A value, or why there is none. `value()` on a failure is a bug and throws std::logic_error.
template<class T>
using Result = boost::system::result<T, Error>;

/// Called by Result::value() when there is no value.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

} // namespace dyno
