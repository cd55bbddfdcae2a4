#include "engine/settings/config_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace dyno::settings {

namespace {

using nlohmann::json;

Error invalid(const std::filesystem::path& file, std::string_view what) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", file.string(), what)};
}

Result<std::string> readFile(const std::filesystem::path& file) {
    std::error_code ignored; // a path that cannot be looked at cannot be read either, which says why
    if (std::filesystem::is_directory(file, ignored))
        return invalid(file, "is a directory; give the configuration file in it");
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return invalid(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

std::string namesOf(const json& servers) {
    std::string names;
    for (const auto& entry : servers.items())
        names += (names.empty() ? "" : ", ") + entry.key();
    return names.empty() ? "none" : names;
}

/// `json::value()` throws on a value of another type; these say which key it was.
Result<void> readStrings(const json& entry, ServerConfig& config) {
    for (const json& argument : entry.value("args", json::array())) {
        if (!argument.is_string())
            return Error{ErrorKind::InvalidInput, "\"args\" must be a list of strings"};
        config.argv.push_back(argument);
    }
    const json environment = entry.value("env", json::object()); // items() of a temporary would outlive it
    for (const auto& [key, value] : environment.items()) {
        if (!value.is_string())
            return Error{ErrorKind::InvalidInput,
                         fmt::format("\"env\": the value of {} must be a string", key)};
        config.environment[key] = value;
    }
    return {};
}

Result<ServerConfig> toConfig(const json& entry, const std::string& name) {
    if (!entry.is_object() || !entry.contains("command") || !entry["command"].is_string())
        return Error{ErrorKind::InvalidInput, "it has no \"command\" (only local commands can be started)"};
    if (entry.contains("args") && !entry["args"].is_array())
        return Error{ErrorKind::InvalidInput, "\"args\" must be a list of strings"};
    if (entry.contains("env") && !entry["env"].is_object())
        return Error{ErrorKind::InvalidInput, "\"env\" must be an object of strings"};
    if (entry.contains("cwd") && !entry["cwd"].is_string())
        return Error{ErrorKind::InvalidInput, "\"cwd\" must be a string"};
    ServerConfig config{name, {entry["command"]}, {}, entry.value("cwd", "")};
    if (auto read = readStrings(entry, config); read.has_error())
        return read.error();
    return config;
}

} // namespace

Result<ServerConfig> loadServerConfig(const std::filesystem::path& file, const std::string& name) {
    auto text = readFile(file);
    if (text.has_error())
        return text.error();
    json document;
    try {
        document = json::parse(*text);
    } catch (const json::parse_error& error) {
        return invalid(file, fmt::format("is not valid JSON: {}", error.what()));
    }
    if (!document.is_object() || !document.contains("mcpServers") || !document["mcpServers"].is_object())
        return invalid(file, "has no \"mcpServers\" object");
    const json& servers = document["mcpServers"];
    if (!servers.contains(name))
        return invalid(file, fmt::format("has no server \"{}\"; it has: {}", name, namesOf(servers)));
    auto config = toConfig(servers[name], name);
    if (config.has_error())
        return invalid(file, fmt::format("server \"{}\": {}", name, config.error().message));
    return config;
}

} // namespace dyno::settings
