#include "engine/mcp/param_headers.h"

#include "engine/mcp/json_members.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace dyno::mcp {

namespace {

using nlohmann::json;

constexpr const char* annotation = "x-mcp-header";
constexpr std::string_view prefix = "=?base64?";
constexpr std::string_view suffix = "?=";

/// `tchar` of RFC 9110, section 5.6.2.
bool isTokenCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

std::string lowerCase(std::string text) {
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

template<std::size_t N>
bool isOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Walks a schema with all that is nested in it and collects annotations.
class Reader {
public:
    /// `path` is empty for the schema itself. `reachable`: only `properties` lie in between.
    Result<void> read(const json& schema, const std::vector<std::string>& path, bool reachable);
    std::vector<ParamHeader> take() { return std::move(m_found); }

private:
    Result<void> annotated(const json& schema, const std::vector<std::string>& path, bool reachable);
    Result<void> readProperties(const json& properties, const std::vector<std::string>& path, bool reachable);
    Result<void> readAll(const json& schemas, const std::vector<std::string>& path);

    std::vector<ParamHeader> m_found;
    std::set<std::string> m_names;
};

Error broken(const std::vector<std::string>& path, std::string_view rule) {
    return {ErrorKind::Protocol,
            fmt::format("{} of {} {}", annotation,
                        path.empty() ? "the schema" : fmt::format("{}", fmt::join(path, ".")), rule)};
}

Result<void> Reader::annotated(const json& schema, const std::vector<std::string>& path, bool reachable) {
    constexpr std::array<std::string_view, 3> primitives{"string", "integer", "boolean"};
    if (!reachable || path.empty())
        return broken(path, "is not reached through properties alone");
    const std::string name = textMember(schema, annotation);
    if (!isToken(name))
        return broken(path, "is no header name");
    if (!isOneOf(primitives, textMember(schema, "type")))
        return broken(path, "is on no string, integer or boolean");
    if (!m_names.insert(lowerCase(name)).second)
        return broken(path, "is used twice: " + name);
    m_found.push_back({path, "Mcp-Param-" + name});
    return {};
}

Result<void> Reader::read(const json& schema, const std::vector<std::string>& path, bool reachable) {
    constexpr std::array<std::string_view, 4> values{"const", "default", "enum", "examples"}; // no schemas
    constexpr std::array<std::string_view, 4> maps{"$defs", "definitions", "dependentSchemas",
                                                   "patternProperties"};
    if (!schema.is_object())
        return {};
    if (schema.contains(annotation))
        if (auto checked = annotated(schema, path, reachable); checked.has_error())
            return checked;
    for (const auto& [key, part] : schema.items()) {
        const auto done = isOneOf(values, key)                    ? Result<void>()
                          : key == "properties"                   ? readProperties(part, path, reachable)
                          : part.is_array() || isOneOf(maps, key) ? readAll(part, path)
                                                                  : read(part, path, false);
        if (done.has_error())
            return done;
    }
    return {};
}

Result<void> Reader::readProperties(const json& properties, const std::vector<std::string>& path,
                                    bool reachable) {
    if (!properties.is_object())
        return {};
    for (const auto& [name, property] : properties.items()) {
        std::vector<std::string> deeper = path;
        deeper.push_back(name);
        if (auto done = read(property, deeper, reachable); done.has_error())
            return done;
    }
    return {};
}

Result<void> Reader::readAll(const json& schemas, const std::vector<std::string>& path) {
    for (const json& schema : schemas)
        if (auto done = read(schema, path, false); done.has_error())
            return done;
    return {};
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
    }
    return text;
}

/// Safe integers without a fraction, whichever way the arguments spell them: 42.0 is 42.
std::optional<std::string> primitiveText(const json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_float() && value == std::floor(value.get<double>()) &&
        std::abs(value.get<double>()) < 0x1p53)
        return fmt::to_string(value.get<std::int64_t>());
    return value.is_number() || value.is_boolean() ? std::optional(value.dump()) : std::nullopt;
}

} // namespace

Result<std::vector<ParamHeader>> readParamHeaders(const json& inputSchema) {
    Reader reader;
    if (const auto done = reader.read(inputSchema, {}, true); done.has_error())
        return done.error();
    return reader.take();
}

std::vector<std::pair<std::string, std::string>> paramHeaders(const Tool& tool, const json& arguments) {
    std::vector<std::pair<std::string, std::string>> headers;
    for (const ParamHeader& param : tool.paramHeaders) {
        const json* value = &arguments;
        for (const std::string& step : param.path)
            value = &member(*value, step.c_str());
        if (const auto text = primitiveText(*value))
            headers.emplace_back(param.header, headerValue(*text));
    }
    return headers;
}

std::string headerValue(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
    const bool looksEncoded = text.starts_with(prefix) && text.ends_with(suffix);
    if (!text.empty() && plain && !blank(text.front()) && !blank(text.back()) && !looksEncoded)
        return std::string(text);
    return fmt::format("{}{}{}", prefix, base64(text), suffix);
}

} // namespace dyno::mcp
