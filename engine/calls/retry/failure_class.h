#pragma once

#include "engine/error.h"
#include "engine/settings/tuning.h"

namespace dyno::calls {

/// What a failure says of the server.
enum class FailureClass {
    None,      ///< nothing: it is ours, or the server is well and says no
    Transport, ///< the connection, the process or HTTP failed, or what came was no MCP
    TimeOut,
    Tool ///< the tool answered with `isError: true`
};

/// An HTTP status without an MCP message counts as Transport, 429 and 5xx above all; those about
/// authorization do not, since the server is well.
FailureClass failureClass(ErrorKind error);

/// Whether that class of failure is one of those.
bool isAmong(const settings::FailureClasses& classes, ErrorKind error);

} // namespace dyno::calls
