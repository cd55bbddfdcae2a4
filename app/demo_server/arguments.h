#pragma once

#include "app/demo_server/message.h"

#include <optional>

namespace dyno::demo {

/// Checks a call's arguments against the part of JSON Schema that this server's tools use (type, required,
/// minimum, maximum, enum) and fills in defaults. Arguments that the schema does not name are left alone.
std::optional<RpcError> checkArguments(const json& inputSchema, json& arguments);

} // namespace dyno::demo
