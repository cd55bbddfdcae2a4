#include "engine/mcp/resource_list.h"

#include "engine/mcp/json_members.h"

namespace dyno::mcp {

using nlohmann::json;

Result<ListPage<Resource>> readResourcePage(const json& result) {
    const auto list = listOf(result, "resources", "resources/list");
    if (list.has_error())
        return list.error();
    ListPage<Resource> page{{}, nextCursor(result)};
    for (const json& entry : **list) {
        Resource resource{textMember(entry, "uri"), textMember(entry, "name"), textMember(entry, "title"),
                          textMember(entry, "description"), textMember(entry, "mimeType")};
        if (!resource.uri.empty())
            page.entries.push_back(std::move(resource));
    }
    return page;
}

} // namespace dyno::mcp
