#include "engine/mcp/tool_list.h"

#include "engine/mcp/json_members.h"
#include "engine/mcp/list_page.h"
#include "engine/mcp/param_headers.h"

#include <fmt/format.h>

namespace dyno::mcp {

namespace {

using nlohmann::json;

void readHint(const json& annotations, const char* key, bool& hint) {
    if (const json& given = member(annotations, key); given.is_boolean())
        hint = given;
}

TaskSupport readTaskSupport(const json& entry) {
    const std::string support = textMember(objectMember(entry, "execution"), "taskSupport");
    if (support == "required")
        return TaskSupport::Required;
    return support == "optional" ? TaskSupport::Optional : TaskSupport::Forbidden;
}

Tool readTool(const json& entry) {
    Tool tool{
        textMember(entry, "name"), textMember(entry, "title"), textMember(entry, "description"), {}, "{}"};
    if (const auto schema = entry.find("inputSchema"); schema != entry.end())
        tool.inputSchema = schema->dump();
    tool.taskSupport = readTaskSupport(entry);
    const json& annotations = objectMember(entry, "annotations");
    if (tool.title.empty())
        tool.title = textMember(annotations, "title");
    readHint(annotations, "readOnlyHint", tool.annotations.readOnly);
    readHint(annotations, "destructiveHint", tool.annotations.destructive);
    readHint(annotations, "idempotentHint", tool.annotations.idempotent);
    readHint(annotations, "openWorldHint", tool.annotations.openWorld);
    return tool;
}

/// Puts the tool into the page, or a warning in its place.
void add(ToolPage& page, Tool tool, const json& entry, HeaderRules rules) {
    if (rules == HeaderRules::Enforced) {
        auto headers = readParamHeaders(member(entry, "inputSchema"));
        if (headers.has_error()) {
            page.warnings.push_back(
                fmt::format("the tool {} was left out: {}", tool.name, headers.error().message));
            return;
        }
        tool.paramHeaders = std::move(*headers);
    }
    page.tools.push_back(std::move(tool));
}

} // namespace

Result<ToolPage> readToolPage(const json& result, HeaderRules rules) {
    const auto list = listOf(result, "tools", "tools/list");
    if (list.has_error())
        return list.error();
    ToolPage page;
    for (const json& entry : **list) {
        if (textMember(entry, "name").empty())
            return Error{ErrorKind::Protocol,
                         "the server's answer to tools/list holds a tool without a name"};
        add(page, readTool(entry), entry, rules);
    }
    page.nextCursor = nextCursor(result);
    return page;
}

} // namespace dyno::mcp
