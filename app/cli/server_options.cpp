#include "app/cli/server_options.h"

#include "app/cli/client_answers.h"
#include "app/cli/input_values.h"
#include "engine/settings/command_line.h"
#include "engine/settings/http_header.h"
#include "engine/settings/import/config_file.h"
#include "engine/settings/import/text_file.h"
#include "engine/settings/secret_rules.h"
#include "engine/settings/url.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dyno::app {

namespace {

Error invalid(std::string_view option, std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", option, why)};
}

Result<settings::ServerConfig> fromCommandLine(const std::string& text, std::string_view option) {
    auto argv = settings::splitCommandLine(text);
    if (argv.has_error())
        return invalid(option, argv.error().message);
    const std::string name = std::filesystem::path(argv->front()).filename();
    return settings::ServerConfig{name, std::move(*argv), {}, {}};
}

settings::HttpDialect dialect(const std::string& transport) {
    for (const auto one : {settings::HttpDialect::Streamable, settings::HttpDialect::Sse})
        if (settings::name(one) == transport)
            return one;
    return settings::HttpDialect::Auto; // the parser lets nothing else through
}

std::string withoutLineEnd(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    return text;
}

/// The bearer token; empty when none is asked for.
Result<std::string> bearerToken(const ServerOptions& options) {
    if (!options.bearerVariable.empty()) {
        const char* value = std::getenv(options.bearerVariable.c_str());
        if (!value || !*value)
            return invalid("--bearer-env",
                           fmt::format("the environment variable {} is not set", options.bearerVariable));
        return std::string(value);
    }
    if (options.bearerFile.empty())
        return std::string();
    auto text = settings::readTextFile(options.bearerFile);
    if (text.has_error())
        return invalid("--bearer-file", text.error().message);
    std::string token = withoutLineEnd(std::move(*text));
    if (token.empty())
        return invalid("--bearer-file", options.bearerFile + " is empty");
    return token;
}

Result<void> addBearer(const ServerOptions& options, settings::HttpConfig& http) {
    const auto token = bearerToken(options);
    if (token.has_error())
        return token.error();
    if (token->empty())
        return {};
    const std::string_view option = options.bearerFile.empty() ? "--bearer-env" : "--bearer-file";
    auto header = settings::httpHeader("Authorization", "Bearer " + *token);
    if (header.has_error())
        return invalid(option, "the token has a line end or a control character in it");
    http.headers.push_back(std::move(*header));
    return {};
}

Result<settings::ServerConfig> fromUrl(const ServerOptions& options, std::string_view option) {
    const auto url = settings::parseServerUrl(options.url);
    if (url.has_error())
        return invalid(option, url.error().message);
    settings::HttpConfig http{options.url, {}, dialect(options.transport), options.caFile};
    for (const std::string& line : options.headers) {
        auto header = settings::parseHttpHeader(line);
        if (header.has_error())
            return invalid("--header", header.error().message);
        http.headers.push_back(std::move(*header));
    }
    if (auto added = addBearer(options, http); added.has_error())
        return added.error();
    if (!options.caFile.empty() && !std::ifstream(options.caFile))
        return invalid("--ca", options.caFile + " cannot be read");
    settings::ServerConfig config{url->port.empty() ? url->host : url->host + ":" + url->port};
    config.http = std::move(http);
    return config;
}

Result<settings::ServerConfig> fromFile(const ServerOptions& options) {
    const std::filesystem::path file = options.configFile;
    const auto imported = settings::loadClientConfig(file);
    if (imported.has_error())
        return imported.error();
    const auto server = settings::chooseServer(*imported, options.configName, file);
    if (server.has_error())
        return server.error();
    const auto values = inputValues(*server, *imported, options.inputs);
    if (values.has_error())
        return values.error();
    auto config = settings::finished(*server, *imported, *values);
    if (config.has_error())
        return invalid(file.string(), fmt::format("server \"{}\": {}", server->name, config.error().message));
    return config;
}

Result<void> addProcessOptions(const ServerOptions& options, settings::ServerConfig& config) {
    if (config.http && !options.environment.empty())
        return invalid("--env", "a server at a URL is not started here, so it takes no environment");
    if (config.http && !options.directory.empty())
        return invalid("--cwd", "a server at a URL is not started here, so it has no directory");
    for (const std::string& variable : options.environment) {
        const std::size_t equals = variable.find('=');
        if (equals == std::string::npos || equals == 0)
            return invalid("--env", "\"" + variable + "\" is not of the form NAME=VALUE");
        config.environment[variable.substr(0, equals)] = variable.substr(equals + 1);
    }
    if (!options.directory.empty())
        config.directory = options.directory;
    return {};
}

/// What is the same wherever the configuration came from.
Result<settings::ServerConfig> completed(const ServerOptions& options,
                                         Result<settings::ServerConfig> config) {
    if (config.has_error())
        return config;
    if (auto added = addProcessOptions(options, *config); added.has_error())
        return added.error();
    auto policy = clientPolicy(options);
    if (policy.has_error())
        return policy.error();
    config->policy = std::move(*policy);
    settings::noteSecrets(*config);
    return config;
}

} // namespace

Result<settings::ServerConfig> serverConfig(const ServerOptions& options) {
    return completed(options, !options.url.empty() ? fromUrl(options, "--url")
                              : !options.configFile.empty()
                                  ? fromFile(options)
                                  : fromCommandLine(options.commandLine, "--server"));
}

Result<settings::ServerConfig> replicaConfig(ServerOptions options, const std::string& address) {
    constexpr std::string_view option = "--replica";
    if (!address.starts_with("http://") && !address.starts_with("https://"))
        return completed(options, fromCommandLine(address, option));
    options.url = address;
    options.environment.clear();
    options.directory.clear();
    return completed(options, fromUrl(options, option));
}

} // namespace dyno::app
