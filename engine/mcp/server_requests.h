#pragma once

#include "engine/jsonrpc/message.h"
#include "engine/mcp/protocol_version.h"

#include <string>

namespace dyno::mcp {

/// The frame that answers a request of the server's: `ping` and `roots/list` (no roots) in the legacy era.
/// All else is "method not found", sampling and elicitation with it: their capabilities were not announced.
std::string answerServerRequest(const jsonrpc::Request& request, Era era);

} // namespace dyno::mcp
