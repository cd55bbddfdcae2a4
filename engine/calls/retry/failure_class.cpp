#include "engine/calls/retry/failure_class.h"

namespace dyno::calls {

FailureClass failureClass(ErrorKind error) {
    switch (error) {
    case ErrorKind::PeerClosed:
    case ErrorKind::Protocol:
    case ErrorKind::Http:
    case ErrorKind::Spawn:
    case ErrorKind::Io:
        return FailureClass::Transport;
    case ErrorKind::TimedOut:
        return FailureClass::TimeOut;
    case ErrorKind::ToolFailed:
        return FailureClass::Tool;
    case ErrorKind::Cancelled:
    case ErrorKind::Rejected:
    case ErrorKind::NeedsAuthorization:
    case ErrorKind::Limit:
    case ErrorKind::Throttled:
    case ErrorKind::BreakerOpen:
    case ErrorKind::InvalidInput:
        break;
    }
    return FailureClass::None;
}

bool isAmong(const settings::FailureClasses& classes, ErrorKind error) {
    switch (failureClass(error)) {
    case FailureClass::Transport:
        return classes.transport;
    case FailureClass::TimeOut:
        return classes.timeOut;
    case FailureClass::Tool:
        return classes.tool;
    case FailureClass::None:
        break;
    }
    return false;
}

} // namespace dyno::calls
