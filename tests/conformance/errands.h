#pragma once

#include "engine/mcp/tool.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dyno::conformance {

/// One tool call that a scenario of the suite waits for.
struct Errand {
    std::string tool;
    std::string arguments; ///< JSON text of an object
};

/// What a scenario wants done after the tools are listed, in order. `context` is what the suite says beside
/// the scenario's name (MCP_CONFORMANCE_CONTEXT), null if nothing. A scenario of no particular wishes gets no
/// call.
std::vector<Errand> errandsOf(std::string_view scenario, const nlohmann::json& context,
                              const std::vector<mcp::Tool>& tools);

} // namespace dyno::conformance
