#pragma once

#include "engine/error.h"
#include "engine/jsonrpc/message.h"

#include <variant>

namespace dyno::mcp {

/// Whether a tools/call succeeded: the result, or ToolFailed (`isError: true`, with the tool's own text),
/// Rejected (a JSON-RPC error) or Protocol (an answer that a tool call cannot have, among them one that asks
/// for input).
[[nodiscard]] Result<nlohmann::json>
readToolResult(std::variant<nlohmann::json, jsonrpc::ErrorObject> answer);

/// A JSON-RPC error as ours.
Error rejected(const jsonrpc::ErrorObject& error);

} // namespace dyno::mcp
