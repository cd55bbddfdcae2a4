#pragma once

#include "engine/error.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::mcp {

/// One page of a list that a server hands out in pages.
template<class Entry>
struct ListPage {
    std::vector<Entry> entries;
    std::optional<std::string> nextCursor; ///< an empty string is a cursor like any other
};

/// The list under `key` of a result; a Protocol error that names the method where there is none.
[[nodiscard]] Result<const nlohmann::json*> listOf(const nlohmann::json& result, const char* key,
                                                   std::string_view method);
std::optional<std::string> nextCursor(const nlohmann::json& result);

} // namespace dyno::mcp
