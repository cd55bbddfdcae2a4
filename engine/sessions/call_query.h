#pragma once

#include "engine/calls/call.h"
#include "engine/ids.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dyno::sessions {

using async::Duration;

/// A stretch of a session, since the engine's start; the beginning belongs to it.
struct Range {
    Duration from{};
    Duration to{};

    bool operator==(const Range&) const = default;
};

/// Which of the kept calls; what is empty does not choose.
struct CallFilter {
    std::optional<ServerId> server = {};
    std::optional<ConnectionId> connection = {};
    std::string tool = {}; ///< its whole name
    enum class Outcome { Any, Succeeded, Errors } outcome = Outcome::Any;
    std::optional<ErrorKind> error = {};
    std::optional<Duration> atLeast = {}; ///< latency
    std::optional<Duration> atMost = {};
    std::optional<Range> range = {}; ///< in which they ended
    /// In the tool's name, the error, the request or the answer; no matter the case of ASCII letters.
    std::string text = {};
    std::uint32_t after = 0; ///< those that ended after the call of this id; see CallIndex::until

    bool operator==(const CallFilter&) const = default;
};

enum class CallOrder { Ended, Latency, SlowestFirst };

/// The calls that a filter lets through, in order: what a table of millions of rows scrolls over. Immutable.
struct CallIndex {
    CallFilter filter;
    CallOrder order = CallOrder::Ended;
    std::vector<std::uint32_t> ids; ///< of the table `call`
    std::uint64_t standsFor = 0;    ///< the sum of their weights
    std::uint32_t until = 0;        ///< id of the newest call that was looked at, let through or not
};

/// One kept call.
struct CallRow {
    std::uint32_t id = 0;
    calls::CallRecord record; ///< times count from an arbitrary moment; see `at`
    Duration at{};            ///< the intended start, since the engine's start
    std::string tool;
    std::uint32_t weight = 1;
    std::string error; ///< the failure's message; empty for a success
};

/// All that is known of one.
struct CallDetail {
    CallRow row;
    std::string detail;    ///< of the failure: stderr tail, exit status, the offending text
    bool body = false;     ///< request and response were kept
    std::string request;   ///< JSON text: the arguments
    std::string response;  ///< JSON text: the result, perhaps cut; empty for a failure
    std::uint64_t cut = 0; ///< bytes that are missing at its end
    std::vector<calls::ProgressNote> progress; ///< those that came, at most 50; only where it was asked for
};

} // namespace dyno::sessions
