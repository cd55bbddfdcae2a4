#include "app/demo_server/catalogue.h"

#include "app/demo_server/tools.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace dyno::demo {

namespace {

std::string cursorOf(std::size_t page) {
    return page == 1 ? "" : "page-" + std::to_string(page + 1);
}

/// Pages count from 0.
std::optional<std::size_t> pageOf(const json& params, std::size_t pages) {
    const auto cursor = params.find("cursor");
    if (cursor == params.end())
        return 0;
    for (std::size_t page = 1; page < pages; ++page)
        if (*cursor == cursorOf(page))
            return page;
    return std::nullopt;
}

void findHeaderArguments(const json& schema, const json::json_pointer& at,
                         std::vector<HeaderArgument>& found) {
    for (const auto& [name, property] : member(schema, "properties").items()) {
        const json& header = member(property, "x-mcp-header");
        if (header.is_string())
            found.push_back({"Mcp-Param-" + header.get<std::string>(), at / name});
        findHeaderArguments(property, at / name, found);
    }
}

void readDefinition(Tool& tool) {
    tool.taskOnly = member(member(tool.definition, "execution"), "taskSupport") == "required";
    findHeaderArguments(tool.definition["inputSchema"], json::json_pointer(), tool.headerArguments);
}

} // namespace

Catalogue::Catalogue(std::size_t pageSize)
    : m_pageSize(pageSize) {
    for (auto make : {workTools, faultTools, garbageTools, protocolTools, askTools, batchTools, httpTools})
        for (Tool& tool : make())
            m_tools.push_back(std::move(tool));
    m_tools.push_back(extraTool());
    for (Tool& tool : m_tools)
        readDefinition(tool);
    for (const Tool& tool : m_tools)
        m_byName.emplace(tool.name(), &tool);
}

const Tool* Catalogue::find(const std::string& name) const {
    const auto found = m_byName.find(name);
    if (found == m_byName.end() || (!m_extraListed && found->second == &m_tools.back()))
        return nullptr;
    return found->second;
}

Outcome Catalogue::list(const json& params, Era era) const {
    const std::size_t size = m_pageSize > 0 ? m_pageSize : m_tools.size();
    const std::size_t pages = (listed() + size - 1) / size;
    const auto page = pageOf(params, pages);
    if (!page)
        return RpcError{invalidParams, "Unknown cursor"};
    json result = {{"tools", json::array()}};
    for (std::size_t index = *page * size; index < std::min(listed(), (*page + 1) * size); ++index)
        result["tools"].push_back(m_tools[index].definition);
    if (*page + 1 < pages)
        result["nextCursor"] = cursorOf(*page + 1);
    if (era == Era::Modern)
        result.update({{"ttlMs", 60000}, {"cacheScope", "public"}});
    return result;
}

bool Catalogue::toggleExtra() {
    return m_extraListed = !m_extraListed;
}

} // namespace dyno::demo
