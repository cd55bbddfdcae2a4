#pragma once

#include "engine/error.h"

#include <string>

namespace dyno::mcp {

/// Checks a tool's arguments before anything is sent. `inputSchema` and `arguments` are JSON text.
/// InvalidInput says where the arguments are no JSON object, or which member breaks which rule of the schema.
/// A schema that cannot be read rejects nothing: the server has the last word. Callable from any thread.
[[nodiscard]] Result<void> validateArguments(const std::string& inputSchema, const std::string& arguments);

} // namespace dyno::mcp
