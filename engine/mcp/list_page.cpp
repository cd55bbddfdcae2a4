#include "engine/mcp/list_page.h"

#include "engine/mcp/json_members.h"

#include <fmt/format.h>

namespace dyno::mcp {

using nlohmann::json;

Result<const json*> listOf(const json& result, const char* key, std::string_view method) {
    const json& list = member(result, key);
    if (!list.is_array())
        return Error{ErrorKind::Protocol,
                     fmt::format("the server's answer to {} has no list of {}", method, key)};
    return &list;
}

std::optional<std::string> nextCursor(const json& result) {
    const json& cursor = member(result, "nextCursor");
    return cursor.is_string() ? std::optional(cursor.get<std::string>()) : std::nullopt;
}

} // namespace dyno::mcp
