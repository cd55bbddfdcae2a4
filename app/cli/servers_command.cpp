#include "app/cli/servers_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "engine/settings/import/config_file.h"
#include "engine/settings/redactor.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dyno::app {

namespace {

using json = nlohmann::ordered_json;
using settings::ImportedConfig;
using settings::ImportedServer;

std::string_view transportOf(const settings::ServerConfig& config) {
    return config.http ? settings::name(config.http->dialect) : "stdio";
}

std::string addressOf(const ImportedServer& server) {
    return settings::Redactor(server.config.secrets).redacted(settings::addressOf(server.config));
}

std::string needs(const ImportedServer& server) {
    std::string text;
    for (const std::string& id : server.inputs)
        text += (text.empty() ? "" : ", ") + id;
    return text;
}

std::string text(const ImportedConfig& config) {
    std::string text;
    for (const ImportedServer& server : config.servers) {
        if (!server.problem.empty()) {
            text += fmt::format("{}\n  cannot be used: {}\n", server.name, server.problem);
            continue;
        }
        text += fmt::format("{}  [{}{}]\n  {}\n", server.name, transportOf(server.config),
                            server.disabled ? ", disabled" : "", addressOf(server));
        if (!server.inputs.empty())
            text += fmt::format("  needs: {}\n", needs(server));
    }
    return text;
}

json toJson(const ImportedServer& server) {
    if (!server.problem.empty())
        return {{"name", server.name}, {"usable", false}, {"problem", server.problem}};
    return {{"name", server.name},
            {"usable", true},
            {"transport", transportOf(server.config)},
            {"address", addressOf(server)},
            {"disabled", server.disabled},
            {"inputs", server.inputs}};
}

std::string jsonText(const ImportedConfig& config) {
    json servers = json::array();
    for (const ImportedServer& server : config.servers)
        servers.push_back(toJson(server));
    const json document = {{"schema", "mcp-dyno/servers/1"}, {"servers", servers}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace

int serversCommand(const ServersOptions& options) {
    const auto config = settings::loadClientConfig(options.configFile);
    if (config.has_error()) {
        printError(config.error());
        return usage;
    }
    if (auto printed = printOut(options.json ? jsonText(*config) : text(*config)); printed.has_error()) {
        printError(printed.error());
        return usage;
    }
    return done;
}

} // namespace dyno::app
