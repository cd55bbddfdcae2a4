#include "engine/mcp/prompt_list.h"

#include "engine/mcp/json_members.h"

namespace dyno::mcp {

namespace {

using nlohmann::json;

std::vector<PromptArgument> readArguments(const json& entry) {
    std::vector<PromptArgument> arguments;
    for (const json& argument : listMember(entry, "arguments")) {
        PromptArgument read{textMember(argument, "name"), textMember(argument, "description"),
                            member(argument, "required") == json(true)};
        if (!read.name.empty())
            arguments.push_back(std::move(read));
    }
    return arguments;
}

} // namespace

Result<ListPage<Prompt>> readPromptPage(const json& result) {
    const auto list = listOf(result, "prompts", "prompts/list");
    if (list.has_error())
        return list.error();
    ListPage<Prompt> page{{}, nextCursor(result)};
    for (const json& entry : **list) {
        Prompt prompt{textMember(entry, "name"), textMember(entry, "title"), textMember(entry, "description"),
                      readArguments(entry)};
        if (!prompt.name.empty())
            page.entries.push_back(std::move(prompt));
    }
    return page;
}

} // namespace dyno::mcp
