#include "engine/settings/config_texts.h"

namespace dyno::settings {

namespace {

void visitPath(std::filesystem::path& path, const std::string& where, const TextVisitor& visit) {
    std::string text = path;
    visit(text, where);
    path = text;
}

} // namespace

void forEachText(ServerConfig& config, const TextVisitor& visit) {
    for (std::size_t i = 0; i < config.argv.size(); ++i)
        visit(config.argv[i], "argv." + std::to_string(i));
    for (auto& [name, value] : config.environment)
        visit(value, "environment." + name);
    visitPath(config.directory, "directory", visit);
    visit(config.policy.elicitationAnswer, "elicitationAnswer");
    visit(config.policy.samplingAnswer, "samplingAnswer");
    if (!config.http)
        return;
    visit(config.http->url, "url");
    for (auto& [name, value] : config.http->headers)
        visit(value, "headers." + name);
    visitPath(config.http->caFile, "caFile", visit);
}

} // namespace dyno::settings
