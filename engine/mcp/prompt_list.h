#pragma once

#include "engine/mcp/list_page.h"
#include "engine/mcp/server_detail.h"

namespace dyno::mcp {

/// Reads a prompts/list result. Prompts and arguments without a name are left out.
[[nodiscard]] Result<ListPage<Prompt>> readPromptPage(const nlohmann::json& result);

} // namespace dyno::mcp
