#include "app/demo_server/arguments.h"

#include <algorithm>
#include <cmath>

namespace dyno::demo {

namespace {

bool isWhole(const json& value) {
    return value.is_number_integer() ||
           (value.is_number_float() && value.get<double>() == std::trunc(value.get<double>()));
}

bool hasType(const json& value, const std::string& type) {
    if (type == "string")
        return value.is_string();
    if (type == "boolean")
        return value.is_boolean();
    if (type == "object")
        return value.is_object();
    if (type == "array")
        return value.is_array();
    return type == "integer" ? isWhole(value) : value.is_number();
}

std::string fault(const json& schema, const json& value) {
    const auto& type = schema.at("type").get_ref<const std::string&>();
    if (!hasType(value, type))
        return "must be of type " + type;
    if (schema.contains("minimum") && value.get<double>() < schema["minimum"].get<double>())
        return "must be at least " + schema["minimum"].dump();
    if (schema.contains("maximum") && value.get<double>() > schema["maximum"].get<double>())
        return "must be at most " + schema["maximum"].dump();
    if (const auto allowed = schema.find("enum"); allowed != schema.end())
        if (std::find(allowed->begin(), allowed->end(), value) == allowed->end())
            return "must be one of " + allowed->dump();
    return {};
}

void fillDefaults(const json& properties, json& arguments) {
    for (const auto& [name, schema] : properties.items())
        if (schema.contains("default") && !arguments.contains(name))
            arguments[name] = schema["default"];
}

RpcError invalid(const std::string& message) {
    return {invalidParams, "Invalid arguments: " + message};
}

} // namespace

std::optional<RpcError> checkArguments(const json& inputSchema, json& arguments) {
    if (!arguments.is_object())
        return invalid("they must be an object");
    const json& properties = inputSchema.at("properties");
    fillDefaults(properties, arguments);
    if (const auto required = inputSchema.find("required"); required != inputSchema.end())
        for (const json& name : *required)
            if (!arguments.contains(name.get_ref<const std::string&>()))
                return invalid(name.dump() + " is missing");
    for (const auto& [name, value] : arguments.items())
        if (const auto schema = properties.find(name); schema != properties.end())
            if (const std::string found = fault(*schema, value); !found.empty())
                return invalid('"' + name + "\" " + found);
    return std::nullopt;
}

} // namespace dyno::demo
