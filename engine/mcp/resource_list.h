#pragma once

#include "engine/mcp/list_page.h"
#include "engine/mcp/server_detail.h"

namespace dyno::mcp {

/// Reads a resources/list result. Entries without a URI cannot be read by anybody and are left out.
[[nodiscard]] Result<ListPage<Resource>> readResourcePage(const nlohmann::json& result);

} // namespace dyno::mcp
