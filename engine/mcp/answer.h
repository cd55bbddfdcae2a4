#pragma once

#include "engine/jsonrpc/message.h"

#include <variant>

namespace dyno::mcp {

/// What answers a JSON-RPC request: its result, or an error object.
using Answer = std::variant<nlohmann::json, jsonrpc::ErrorObject>;

} // namespace dyno::mcp
