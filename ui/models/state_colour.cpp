#include "ui/models/state_colour.h"

namespace dyno::ui {

Colour stateColour(telemetry::ConnectionState state) {
    switch (state) {
    case telemetry::ConnectionState::Ready:
        return Colour::Good;
    case telemetry::ConnectionState::Starting:
        return Colour::Accent;
    case telemetry::ConnectionState::Draining:
    case telemetry::ConnectionState::Waiting:
        return Colour::Warning;
    case telemetry::ConnectionState::Closing:
        break;
    }
    return Colour::Idle;
}

Colour stateColour(telemetry::ServerState state) {
    switch (state) {
    case telemetry::ServerState::Ready:
        return Colour::Good;
    case telemetry::ServerState::Starting:
        return Colour::Accent;
    case telemetry::ServerState::Failed:
        return Colour::Bad;
    case telemetry::ServerState::Stopping:
        return Colour::Warning;
    case telemetry::ServerState::Stopped:
        break;
    }
    return Colour::Idle;
}

Colour stateColour(telemetry::BreakerState state) {
    switch (state) {
    case telemetry::BreakerState::Closed:
        return Colour::Good;
    case telemetry::BreakerState::HalfOpen:
        return Colour::Warning;
    case telemetry::BreakerState::Open:
        break;
    }
    return Colour::Bad;
}

Colour levelColour(telemetry::LogLevel level) {
    switch (level) {
    case telemetry::LogLevel::Info:
        return Colour::Idle;
    case telemetry::LogLevel::Warning:
        return Colour::Warning;
    case telemetry::LogLevel::Error:
        break;
    }
    return Colour::Bad;
}

} // namespace dyno::ui
