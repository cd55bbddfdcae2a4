#pragma once

#include "engine/error.h"
#include "engine/mcp/tool.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// "Custom headers from tool parameters" of Streamable HTTP, 2026-07-28.
namespace dyno::mcp {

/// The `x-mcp-header` annotations of a tool's inputSchema, in the order of its property names. Protocol where
/// one of them breaks a rule: the tool is then not to be offered over HTTP.
[[nodiscard]] Result<std::vector<ParamHeader>> readParamHeaders(const nlohmann::json& inputSchema);

/// Name and encoded value of each header that a call with these arguments carries. Arguments that are null,
/// absent or no primitive have none.
std::vector<std::pair<std::string, std::string>> paramHeaders(const Tool& tool,
                                                              const nlohmann::json& arguments);

/// A text as a header's value, for Mcp-Name too: in Base64 (`=?base64?…?=`) where it is not printable ASCII,
/// has blanks at an end, is empty (which intermediaries drop) or looks encoded already.
std::string headerValue(std::string_view text);

} // namespace dyno::mcp
