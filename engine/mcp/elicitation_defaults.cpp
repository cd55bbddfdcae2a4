#include "engine/mcp/elicitation_defaults.h"

#include "engine/mcp/json_members.h"

#include <algorithm>
#include <cmath>

namespace dyno::mcp {

namespace {

using nlohmann::json;

constexpr std::size_t mostPadding = 10'000; // a schema must not make us send a text of gigabytes

std::size_t count(const json& schema, const char* key) {
    const json& value = member(schema, key);
    return value.is_number()
               ? static_cast<std::size_t>(std::clamp(value.get<double>(), 0.0, double(mostPadding)))
               : 0;
}

/// The choices of an enumeration: `enum`, or titled ones as `oneOf` / `anyOf` of `const`.
std::vector<json> choices(const json& schema) {
    std::vector<json> result;
    const json& plain = listMember(schema, "enum");
    result.assign(plain.begin(), plain.end());
    for (const char* key : {"oneOf", "anyOf"})
        for (const json& choice : listMember(schema, key))
            if (const json& value = member(choice, "const"); !value.is_null())
                result.push_back(value);
    return result;
}

json smallestNumber(const json& schema, bool whole) {
    const json& minimum = member(schema, "minimum");
    const json& maximum = member(schema, "maximum");
    const double least = minimum.is_number() ? minimum.get<double>() : 0;
    const double value =
        !minimum.is_number() && maximum.is_number() ? std::min(maximum.get<double>(), 0.0) : least;
    if (whole && std::abs(value) < 9e15)
        return static_cast<std::int64_t>(minimum.is_number() ? std::ceil(value) : std::floor(value));
    return minimum.is_number() ? minimum : json(value);
}

/// A text of the format's shape, or of the least length.
json smallestText(const json& schema) {
    const json& format = member(schema, "format");
    if (format == "email")
        return "a@example.com";
    if (format == "uri")
        return "http://localhost/";
    if (format == "date")
        return "2000-01-01";
    if (format == "date-time")
        return "2000-01-01T00:00:00Z";
    return std::string(count(schema, "minLength"), 'x');
}

json smallestSelection(const json& schema) {
    json selection = json::array();
    const std::vector<json> all = choices(member(schema, "items"));
    const std::size_t wanted = std::min(count(schema, "minItems"), all.size());
    for (std::size_t i = 0; i < wanted; ++i)
        selection.push_back(all[i]);
    return selection;
}

/// Null when the type is none that elicitation knows.
json smallestValue(const json& schema) {
    const json& type = member(schema, "type");
    if (type == "array")
        return smallestSelection(schema);
    if (const std::vector<json> all = choices(schema); !all.empty())
        return all.front();
    if (type == "string")
        return smallestText(schema);
    if (type == "integer" || type == "number")
        return smallestNumber(schema, type == "integer");
    return type == "boolean" ? json(false) : json();
}

bool isRequired(const json& schema, const std::string& property) {
    const json& required = listMember(schema, "required");
    return std::find(required.begin(), required.end(), property) != required.end();
}

} // namespace

json defaultContent(const json& requestedSchema) {
    json content = json::object();
    for (const auto& [name, schema] : objectMember(requestedSchema, "properties").items()) {
        json value = member(schema, "default");
        if (value.is_null() && isRequired(requestedSchema, name))
            value = smallestValue(schema);
        if (!value.is_null())
            content[name] = std::move(value);
    }
    return content;
}

} // namespace dyno::mcp
