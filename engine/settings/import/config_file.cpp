#include "engine/settings/import/config_file.h"

#include "engine/settings/import/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace dyno::settings {

namespace {

namespace fs = std::filesystem;

Error invalid(const fs::path& file, std::string_view what) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", file.string(), what)};
}

Variables ownEnvironment() {
    Variables environment;
    for (char** variable = environ; *variable; ++variable) {
        const std::string_view text = *variable;
        const std::size_t equals = std::min(text.find('='), text.size());
        environment.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
    }
    return environment;
}

std::string namesOf(const ImportedConfig& config) {
    constexpr std::size_t most = 30;
    std::string names;
    for (std::size_t i = 0; i < std::min(config.servers.size(), most); ++i)
        names += (names.empty() ? "" : ", ") + config.servers[i].name;
    if (config.servers.size() > most)
        names += fmt::format(" and {} more", config.servers.size() - most);
    return names.empty() ? "none" : names;
}

Result<ImportedServer> onlyServer(const ImportedConfig& config, const fs::path& file) {
    const auto isUsable = [](const ImportedServer& server) { return server.problem.empty(); };
    const auto usable = std::count_if(config.servers.begin(), config.servers.end(), isUsable);
    if (usable == 1)
        return *std::find_if(config.servers.begin(), config.servers.end(), isUsable);
    if (usable == 0 && config.servers.size() == 1)
        return invalid(file,
                       fmt::format("server \"{}\": {}", config.servers[0].name, config.servers[0].problem));
    return invalid(file, fmt::format("has {} servers that can be used; choose one by its name: {}", usable,
                                     namesOf(config)));
}

} // namespace

ImportContext contextFor(const fs::path& file) {
    std::error_code ignored; // the path as given does as well
    const fs::path full = fs::absolute(file, ignored);
    const fs::path folder = full.parent_path();
    const bool inEditorFolder = folder.filename() == ".vscode" || folder.filename() == ".cursor";
    Variables environment = ownEnvironment();
    const fs::path home = environment["HOME"];
    return {file,
            {std::move(environment), home, inEditorFolder ? folder.parent_path() : folder},
            [](const fs::path& path) { return readTextFile(path); }};
}

Result<ImportedConfig> loadClientConfig(const fs::path& file) {
    const auto text = readTextFile(file);
    if (text.has_error())
        return text.error();
    return readClientConfig(*text, contextFor(file));
}

Result<ImportedServer> chooseServer(const ImportedConfig& config, const std::string& name,
                                    const fs::path& file) {
    if (name.empty())
        return onlyServer(config, file);
    const auto server = std::find_if(config.servers.begin(), config.servers.end(),
                                     [&](const ImportedServer& one) { return one.name == name; });
    if (server == config.servers.end())
        return invalid(file, fmt::format("has no server \"{}\"; it has: {}", name, namesOf(config)));
    if (!server->problem.empty())
        return invalid(file, fmt::format("server \"{}\": {}", name, server->problem));
    return *server;
}

} // namespace dyno::settings
