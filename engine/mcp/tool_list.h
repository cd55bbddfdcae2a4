#pragma once

#include "engine/error.h"
#include "engine/mcp/freshness.h"
#include "engine/mcp/tool.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace dyno::mcp {

/// Whether a tool whose `x-mcp-header` annotations break a rule is left out, as the modern era's HTTP
/// demands. Elsewhere they are not looked at.
enum class HeaderRules { Ignored, Enforced };

/// One page of tools/list.
struct ToolPage {
    std::vector<Tool> tools;
    std::vector<std::string> warnings;     ///< tools that were left out, and why
    std::optional<std::string> nextCursor; ///< an empty string is a cursor like any other
};

/// All pages of tools/list.
struct ToolList {
    std::vector<Tool> tools;
    std::vector<std::string> warnings;
    std::vector<Freshness> pages;
};

/// Reads a tools/list result. Entries without a name are a Protocol error; all other members are optional.
[[nodiscard]] Result<ToolPage> readToolPage(const nlohmann::json& result,
                                            HeaderRules rules = HeaderRules::Ignored);

} // namespace dyno::mcp
