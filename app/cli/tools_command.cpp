#include "app/cli/tools_command.h"

#include "app/cli/engine_run.h"
#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dyno::app {

namespace {

using json = nlohmann::ordered_json;

json toJson(const mcp::Tool& tool) {
    return {{"name", tool.name},
            {"title", tool.title},
            {"description", tool.description},
            {"annotations",
             {{"readOnlyHint", tool.annotations.readOnly},
              {"destructiveHint", tool.annotations.destructive},
              {"idempotentHint", tool.annotations.idempotent},
              {"openWorldHint", tool.annotations.openWorld}}},
            {"inputSchema", json::parse(tool.inputSchema)}};
}

std::string hints(const mcp::ToolAnnotations& annotations) {
    std::string text = annotations.readOnly      ? "read-only"
                       : annotations.destructive ? "may destroy"
                                                 : "writes";
    if (annotations.idempotent && !annotations.readOnly)
        text += ", idempotent";
    if (annotations.openWorld)
        text += ", open world";
    return text;
}

std::string text(const telemetry::ServerStatus& server) {
    std::string text =
        fmt::format("{} {} ({} {} over {}), {} tools\n", server.serverName, server.serverVersion, server.era,
                    server.protocolVersion, server.transport, server.tools->size());
    if (!server.found.empty())
        text += fmt::format("{}\n", server.found);
    for (const mcp::Tool& tool : *server.tools) {
        text += fmt::format("\n{}{}  [{}]\n", tool.name, tool.title.empty() ? "" : " · " + tool.title,
                            hints(tool.annotations));
        if (!tool.description.empty())
            text += fmt::format("  {}\n", tool.description);
        text += fmt::format("  {}\n", tool.inputSchema);
    }
    return text;
}

std::string jsonText(const telemetry::ServerStatus& server) {
    json tools = json::array();
    for (const mcp::Tool& tool : *server.tools)
        tools.push_back(toJson(tool));
    const json document = {{"schema", "mcp-dyno/tools/1"},
                           {"server",
                            {{"name", server.serverName},
                             {"version", server.serverVersion},
                             {"protocolVersion", server.protocolVersion},
                             {"era", server.era},
                             {"transport", server.transport},
                             {"found", server.found}}},
                           {"tools", tools}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

async::Awaitable<int> list(const telemetry::ServerStatus& server, bool asJson) {
    const Result<void> printed = printOut(asJson ? jsonText(server) : text(server));
    if (printed.has_error()) {
        printError(printed.error());
        co_return usage;
    }
    co_return done;
}

} // namespace

int toolsCommand(const ToolsOptions& options) {
    const auto config = serverConfig(options.server);
    if (config.has_error()) {
        printError(config.error());
        return usage;
    }
    return withServers({*config}, {}, false, [&](Engine&, const telemetry::ServerStatus& server) {
        return list(server, options.json);
    });
}

} // namespace dyno::app
