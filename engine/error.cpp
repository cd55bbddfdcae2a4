#include "engine/error.h"

#include <stdexcept>

namespace dyno {

std::string_view name(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::Cancelled:
        return "Cancelled";
    case ErrorKind::TimedOut:
        return "TimedOut";
    case ErrorKind::PeerClosed:
        return "PeerClosed";
    case ErrorKind::Protocol:
        return "Protocol";
    case ErrorKind::ToolFailed:
        return "ToolFailed";
    case ErrorKind::Rejected:
        return "Rejected";
    case ErrorKind::Http:
        return "Http";
    case ErrorKind::NeedsAuthorization:
        return "NeedsAuthorization";
    case ErrorKind::Spawn:
        return "Spawn";
    case ErrorKind::Io:
        return "Io";
    case ErrorKind::Limit:
        return "Limit";
    case ErrorKind::Throttled:
        return "Throttled";
    case ErrorKind::BreakerOpen:
        return "BreakerOpen";
    case ErrorKind::InvalidInput:
        return "InvalidInput";
    }
    return "Unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
    throw std::logic_error("unchecked failure at " + where.to_string() + ": " + error.message);
}

} // namespace dyno
