#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dyno::calls {

using async::Duration;
using async::TimePoint;

/// Who gave the answer.
enum class AnsweredBy : std::uint8_t {
    Nobody,       ///< it failed before anybody could
    Server,       ///< or what stands for it: its end, or the limit on it
    Cache,        ///< an answer that was kept
    SharedFlight, ///< an equal call that was under way
};

/// Which stage turned a call away before a server saw it.
enum class Refusal : std::uint8_t { None, QueueFull, WaitedTooLong, BreakerOpen, NoConnection };
inline constexpr int refusalCount = 5;
std::string_view name(Refusal refusal); ///< "queueFull", …

/// One ended call: a stamp for each stage, how it ended, and its size. Everything that is shown of calls
/// derives from these. A stage that the call did not reach has the clock's epoch as its stamp.
struct CallRecord {
    ServerId server = 0;
    ConnectionId connection = 0; ///< 0: it got none
    TimePoint intended;          ///< when it should have begun
    TimePoint started;           ///< when it did begin
    TimePoint admitted;          ///< rate, concurrency and queue let it through
    TimePoint cacheChecked;      ///< the cache was asked
    TimePoint batched;           ///< it left the batching stage, alone or with others
    TimePoint acquired;          ///< it got a connection, for its last attempt
    TimePoint resolved;          ///< a new HTTP connection: the host's name was looked up
    TimePoint connected;         ///< … and TCP connected
    TimePoint secured;           ///< … and the TLS handshake done
    TimePoint written;           ///< its last byte was handed to the kernel
    TimePoint firstByte;         ///< the first byte of its answer was read
    TimePoint lastByte;          ///< the last one was
    TimePoint decoded;           ///< the answer was parsed
    TimePoint taskEnded;         ///< the answer was a task, and polling it gave the result
    TimePoint done;              ///< the caller has it
    Duration coldStart{};        ///< part of the wait for a connection that was spent on one coming up
    Duration retried{};          ///< from the begin of the first attempt to that of the last
    Duration saved{};            ///< what the answer had cost when it was not yet in the cache
    std::optional<ErrorKind> error;
    AnsweredBy answeredBy = AnsweredBy::Nobody;
    Refusal refusal = Refusal::None;
    bool missedCache = false;    ///< the cache looked for its answer, in vain
    std::uint16_t attempts = 0;  ///< that were made; 0: no stage let it come so far
    std::uint16_t batch = 1;     ///< calls that its request carried, itself included
    std::uint32_t taskPolls = 0; ///< tasks/get requests that it took
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0;

    /// From the intended start: a stalled server cannot hide the calls that it delayed.
    Duration latency() const { return done - intended; }
    /// From the actual start.
    Duration serviceTime() const { return done - started; }
};

/// Where a call's time went.
enum class Phase {
    Queue,      ///< intended start → connection acquired, without the next one
    Retry,      ///< earlier attempts and the waits between; only where there were some
    NameLookup, ///< → the host's address is known; this and the next two only where a connection is opened
    Connect,    ///< → TCP connected
    Tls,        ///< → TLS handshake done
    Send,       ///< → last byte handed to the kernel
    Server,     ///< → first byte of the answer read
    Receive,    ///< → last byte read
    Decode,     ///< → parsed
    Task,       ///< → the task that was the answer has its result
};
inline constexpr int phaseCount = 10;
std::string_view name(Phase phase); ///< "queue", "nameLookup", …

/// The length of each phase that the call went through.
std::array<std::optional<Duration>, phaseCount> phases(const CallRecord& record);

} // namespace dyno::calls
