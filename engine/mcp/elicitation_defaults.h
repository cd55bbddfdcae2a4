#pragma once

#include <nlohmann/json_fwd.hpp>

namespace dyno::mcp {

/// The `content` that accepts an elicitation unseen: each property's default; of required properties without
/// one the smallest value that fits (the first choice, the minimum, the shortest text, false); other
/// properties are left out. `requestedSchema` is the restricted JSON Schema of elicitation/create; odd parts
/// of it are passed over.
nlohmann::json defaultContent(const nlohmann::json& requestedSchema);

} // namespace dyno::mcp
