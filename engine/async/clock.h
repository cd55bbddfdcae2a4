#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace dyno::async {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// A single alarm. Setting it again replaces what was set; destroying it cancels. The callback runs on the
/// engine's thread, never from inside set().
class Alarm {
public:
    virtual ~Alarm() = default;
    virtual void set(TimePoint when, std::function<void()> ring) = 0;
    virtual void cancel() = 0;
};

/// Where the engine takes its time from, so that tests can turn it by hand. Engine thread only.
class Clock {
public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    virtual std::unique_ptr<Alarm> makeAlarm() = 0;
};

} // namespace dyno::async
