#pragma once

#include "engine/error.h"
#include "engine/mcp/tool.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace dyno::mcp {

/// One page of tools/list.
struct ToolPage {
    std::vector<Tool> tools;
    std::optional<std::string> nextCursor; ///< an empty string is a cursor like any other
};

/// Reads a tools/list result. Entries without a name are a Protocol error; all other members are optional.
[[nodiscard]] Result<ToolPage> readToolPage(const nlohmann::json& result);

} // namespace dyno::mcp
