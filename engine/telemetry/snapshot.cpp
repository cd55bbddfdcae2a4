#include "engine/telemetry/snapshot.h"

namespace dyno::telemetry {

namespace {

double perSecond(std::uint64_t count, Duration length) {
    return length > Duration::zero()
               ? static_cast<double>(count) / std::chrono::duration<double>(length).count()
               : 0;
}

} // namespace

double SeriesPoint::callsPerSecond() const {
    return perSecond(calls, length);
}

double SeriesPoint::errorsPerSecond() const {
    return perSecond(errors, length);
}

std::string_view name(ServerState state) {
    switch (state) {
    case ServerState::Stopped:
        return "stopped";
    case ServerState::Starting:
        return "starting";
    case ServerState::Ready:
        return "ready";
    case ServerState::Stopping:
        return "stopping";
    case ServerState::Failed:
        return "failed";
    }
    return "";
}

std::string_view name(ConnectionState state) {
    switch (state) {
    case ConnectionState::Starting:
        return "starting";
    case ConnectionState::Ready:
        return "ready";
    case ConnectionState::Draining:
        return "draining";
    case ConnectionState::Closing:
        return "closing";
    case ConnectionState::Waiting:
        return "restarting";
    }
    return "";
}

std::string_view name(Stage stage) {
    constexpr std::array<std::string_view, stageCount> names{"admission", "cache", "batch", "breaker",
                                                             "retry",     "pool",  "server"};
    return names[static_cast<std::size_t>(stage)];
}

std::string_view name(BreakerState state) {
    switch (state) {
    case BreakerState::Closed:
        return "closed";
    case BreakerState::Open:
        return "open";
    case BreakerState::HalfOpen:
        return "half-open";
    }
    return "unknown";
}

} // namespace dyno::telemetry
