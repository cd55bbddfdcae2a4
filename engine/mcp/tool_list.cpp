#include "engine/mcp/tool_list.h"

#include <nlohmann/json.hpp>

namespace dyno::mcp {

namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void readHint(const json& annotations, const char* key, bool& hint) {
    const auto found = annotations.find(key);
    if (found != annotations.end() && found->is_boolean())
        hint = *found;
}

Tool readTool(const json& entry) {
    Tool tool{text(entry, "name"), text(entry, "title"), text(entry, "description"), {}, "{}"};
    if (const auto schema = entry.find("inputSchema"); schema != entry.end())
        tool.inputSchema = schema->dump();
    const auto annotations = entry.find("annotations");
    if (annotations == entry.end() || !annotations->is_object())
        return tool;
    if (tool.title.empty())
        tool.title = text(*annotations, "title");
    readHint(*annotations, "readOnlyHint", tool.annotations.readOnly);
    readHint(*annotations, "destructiveHint", tool.annotations.destructive);
    readHint(*annotations, "idempotentHint", tool.annotations.idempotent);
    readHint(*annotations, "openWorldHint", tool.annotations.openWorld);
    return tool;
}

} // namespace

Result<ToolPage> readToolPage(const json& result) {
    if (!result.is_object() || !result.contains("tools") || !result["tools"].is_array())
        return Error{ErrorKind::Protocol, "the server's answer to tools/list has no list of tools"};
    ToolPage page;
    for (const json& entry : result["tools"]) {
        if (!entry.is_object() || text(entry, "name").empty())
            return Error{ErrorKind::Protocol,
                         "the server's answer to tools/list holds a tool without a name"};
        page.tools.push_back(readTool(entry));
    }
    if (const auto cursor = result.find("nextCursor"); cursor != result.end() && cursor->is_string())
        page.nextCursor = cursor->get<std::string>();
    return page;
}

} // namespace dyno::mcp
