#include "engine/settings/import/config_entry.h"

#include "engine/settings/http_header.h"
#include "engine/settings/import/dotenv.h"
#include "engine/settings/url.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace dyno::settings {

namespace {

using nlohmann::json;

Error problem(std::string message) {
    return {ErrorKind::InvalidInput, std::move(message)};
}

/// The first of `keys` that the entry has a value for; null when there is none.
template<std::size_t N>
const json* findAny(const json& entry, const std::array<const char*, N>& keys) {
    for (const char* key : keys)
        if (const auto found = entry.find(key); found != entry.end() && !found->is_null())
            return &*found;
    return nullptr;
}

const json* find(const json& entry, const char* key) {
    return findAny(entry, std::array{key});
}

constexpr std::array urlKeys{"url", "serverUrl", "httpUrl"};
constexpr std::array typeKeys{"type", "transport", "transportType"};
constexpr std::array tokenKeys{"bearerToken", "bearer_token", "authToken", "authorizationToken",
                               "authorization_token"};
constexpr std::array tokenVariableKeys{"bearerTokenEnvVar", "bearer_token_env_var"};

/// Reads the fields of one entry into a configuration.
class EntryReader {
public:
    EntryReader(const json& entry, EntryStyle style, const ImportContext& context, Substitution& substitution)
        : m_entry(entry)
        , m_style(style)
        , m_context(context)
        , m_substitution(substitution) {}

    Result<ServerConfig> read() {
        if (!m_entry.is_object())
            return problem("it is not an object");
        const json* type = findAny(m_entry, typeKeys);
        m_type = type && type->is_string() ? type->get<std::string>() : "";
        if (auto done = isRemote() ? readRemote() : readLocal(); done.has_error())
            return done.error();
        return std::move(m_config);
    }

private:
    bool isRemote() const {
        if (m_type == "stdio" || !findAny(m_entry, urlKeys))
            return false;
        return !m_type.empty() || !find(m_entry, "command");
    }

    /// A string, with its references replaced; an empty one when the key is missing.
    Result<std::string> text(const json& object, const char* key, bool isPath) {
        const json* value = find(object, key);
        if (!value)
            return std::string();
        if (!value->is_string())
            return problem(fmt::format("\"{}\" must be a string", key));
        const auto& raw = value->get_ref<const std::string&>();
        return isPath ? m_substitution.applyToPath(raw) : m_substitution.apply(raw);
    }

    Result<void> readLocal() {
        if (!m_type.empty() && m_type != "stdio")
            return findAny(m_entry, std::array{"command"}) || !isRemoteType() ? unknownType()
                                                                              : problem("it has no \"url\"");
        const json* command = find(m_entry, "command");
        if (!command)
            return problem("it has neither \"command\" nor \"url\"");
        // Zed has had the whole process in one object.
        const json& process = command->is_object() ? *command : m_entry;
        auto program = text(process, command->is_object() ? "path" : "command", true);
        if (program.has_error())
            return program.error();
        if (program->empty())
            return problem("its \"command\" is empty");
        m_config.argv.push_back(std::move(*program));
        if (auto read = readArguments(process); read.has_error())
            return read;
        if (auto read = readEnvFile(); read.has_error())
            return read;
        if (auto read = readEnvironment(process); read.has_error())
            return read;
        return readDirectory();
    }

    Result<void> readArguments(const json& process) {
        const json* arguments = find(process, "args");
        if (!arguments)
            return {};
        if (!arguments->is_array())
            return problem("\"args\" must be a list of strings");
        for (const json& argument : *arguments) {
            if (!argument.is_string())
                return problem("\"args\" must be a list of strings");
            auto value = m_substitution.applyToPath(argument.get_ref<const std::string&>());
            if (value.has_error())
                return value.error();
            m_config.argv.push_back(std::move(*value));
        }
        return {};
    }

    Result<void> readEnvironment(const json& process) {
        const json* environment = find(process, "env");
        if (!environment)
            return {};
        if (!environment->is_object())
            return problem("\"env\" must be an object of strings");
        for (const auto& [name, value] : environment->items()) {
            if (value.is_null()) // VS Code: not to be set
                continue;
            if (value.is_structured())
                return problem(fmt::format("\"env\": the value of {} must be a string", name));
            auto replaced = m_substitution.apply(value.is_string() ? value.get<std::string>() : value.dump());
            if (replaced.has_error())
                return replaced.error();
            m_config.environment[name] = std::move(*replaced);
        }
        return {};
    }

    Result<void> readEnvFile() {
        const auto name = text(m_entry, "envFile", true);
        if (name.has_error())
            return name.error();
        if (name->empty())
            return {};
        const std::filesystem::path file = m_context.file.parent_path() / *name;
        const auto content = m_context.readFile(file);
        if (content.has_error())
            return problem("\"envFile\": " + content.error().message);
        auto variables = parseDotenv(*content);
        if (variables.has_error())
            return problem(fmt::format("\"envFile\": {}: {}", file.string(), variables.error().message));
        m_config.environment = std::move(*variables);
        return {};
    }

    Result<void> readDirectory() {
        const auto directory = text(m_entry, "cwd", true);
        if (directory.has_error())
            return directory.error();
        m_config.directory = *directory;
        return {};
    }

    Result<void> readRemote() {
        if (!m_type.empty() && !isRemoteType())
            return unknownType();
        const char* key = *std::find_if(urlKeys.begin(), urlKeys.end(),
                                        [&](const char* one) { return find(m_entry, one); });
        auto url = text(m_entry, key, false);
        if (url.has_error())
            return url.error();
        m_config.http = HttpConfig{std::move(*url), {}, dialect(key), {}};
        if (auto read = readHeaders(); read.has_error())
            return read;
        if (auto read = readBearerToken(); read.has_error())
            return read;
        return m_substitution.inputs().empty() ? checkAddress(m_config) : Result<void>{};
    }

    bool isRemoteType() const {
        return m_type == "http" || m_type == "streamable-http" || m_type == "streamableHttp" ||
               m_type == "streamable_http" || m_type == "sse";
    }

    Error unknownType() const {
        return problem(
            fmt::format("its type \"{}\" is none of stdio, http, streamable-http and sse", m_type));
    }

    HttpDialect dialect(std::string_view urlKey) const {
        if (m_type == "sse")
            return HttpDialect::Sse;
        // VS Code takes "http" for either and finds out.
        if (m_type == "http" && m_style == EntryStyle::VsCode)
            return HttpDialect::Auto;
        return !m_type.empty() || urlKey == "httpUrl" ? HttpDialect::Streamable : HttpDialect::Auto;
    }

    Result<void> readHeaders() {
        const json* headers = find(m_entry, "headers");
        if (!headers)
            return {};
        if (!headers->is_object())
            return problem("\"headers\" must be an object of strings");
        for (const auto& [name, value] : headers->items()) {
            if (!value.is_string())
                return problem(fmt::format("\"headers\": the value of {} must be a string", name));
            auto replaced = m_substitution.apply(value.get_ref<const std::string&>());
            if (replaced.has_error())
                return replaced.error();
            m_config.http->headers.emplace_back(name, std::move(*replaced));
        }
        return {};
    }

    Result<void> readBearerToken() {
        const json* token = findAny(m_entry, tokenKeys);
        const json* variable = findAny(m_entry, tokenVariableKeys);
        if (!token && !variable)
            return {};
        const json& source = token ? *token : *variable;
        if (!source.is_string())
            return problem("its bearer token must be a string");
        const auto& raw = source.get_ref<const std::string&>();
        auto value = m_substitution.apply(token ? raw : fmt::format("${{env:{}}}", raw));
        if (value.has_error())
            return value.error();
        m_config.http->headers.emplace_back("Authorization", "Bearer " + *value);
        return {};
    }

    const json& m_entry;
    EntryStyle m_style;
    const ImportContext& m_context;
    Substitution& m_substitution;
    std::string m_type;
    ServerConfig m_config;
};

} // namespace

Result<ServerConfig> readConfigEntry(const ConfigEntry& entry, const ImportContext& context,
                                     Substitution& substitution) {
    return EntryReader(entry.value, entry.style, context, substitution).read();
}

Result<void> checkAddress(const ServerConfig& config) {
    if (!config.http)
        return {};
    if (auto url = parseServerUrl(config.http->url); url.has_error())
        return url.error();
    for (const auto& [name, value] : config.http->headers)
        if (auto header = httpHeader(name, value); header.has_error())
            return header.error();
    return {};
}

} // namespace dyno::settings
