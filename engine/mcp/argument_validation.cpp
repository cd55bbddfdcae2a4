#include "engine/mcp/argument_validation.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <vector>

namespace dyno::mcp {

namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

Error invalid(std::string message, std::string detail = {}) {
    return {ErrorKind::InvalidInput, std::move(message), std::move(detail)};
}

/// valijson's context is a list such as `<root>`, `[message]`; its last description is the most general.
std::string describe(valijson::ValidationResults& results) {
    std::string text;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        std::string where;
        for (const std::string& step : error.context)
            where += step == "<root>" ? "" : step;
        text += fmt::format("{}{}{}\n", where, where.empty() ? "" : ": ", error.description);
    }
    return text;
}

/// What a schema applies to the very value that it describes, of draft 4 to 2020-12.
std::vector<const json*> appliedToTheSameValue(const json& root, const json& schema) {
    std::vector<const json*> result;
    const auto add = [&](const char* key) {
        if (const auto found = schema.find(key); found != schema.end())
            result.push_back(&*found);
    };
    for (const char* key : {"not", "if", "then", "else"})
        add(key);
    for (const char* key : {"allOf", "anyOf", "oneOf", "dependencies", "dependentSchemas"})
        if (const auto found = schema.find(key); found != schema.end() && found->is_structured())
            for (const json& element : *found)
                result.push_back(&element);
    const auto reference = schema.find("$ref");
    if (reference == schema.end() || !reference->is_string() ||
        !reference->get_ref<const std::string&>().starts_with('#'))
        return result;
    const json::json_pointer target(reference->get_ref<const std::string&>().substr(1));
    if (root.contains(target))
        result.push_back(&root.at(target));
    return result;
}

/// Whether the schema applies itself to the same value again, which valijson would follow until the stack is
/// full.
bool isCircular(const json& root, const json& schema, std::vector<const json*>& path) {
    if (!schema.is_object())
        return false;
    if (std::find(path.begin(), path.end(), &schema) != path.end())
        return true;
    path.push_back(&schema);
    bool circular = false;
    for (const json* next : appliedToTheSameValue(root, schema))
        circular = circular || isCircular(root, *next, path);
    path.pop_back();
    return circular;
}

bool holdsACircle(const json& root, const json& part) {
    std::vector<const json*> path;
    if (isCircular(root, part, path))
        return true;
    for (const json& child : part)
        if (child.is_structured() && holdsACircle(root, child))
            return true;
    return false;
}

} // namespace

Result<void> validateArguments(const std::string& inputSchema, const std::string& arguments) {
    json value;
    try {
        value = json::parse(arguments);
    } catch (const json::parse_error& error) {
        return invalid(fmt::format("the arguments are not JSON (at character {})", error.byte), error.what());
    }
    if (!value.is_object())
        return invalid("the arguments must be a JSON object, such as {\"message\": \"hello\"}");
    valijson::ValidationResults results;
    try {
        valijson::Schema schema;
        const json document = json::parse(inputSchema);
        if (holdsACircle(document, document))
            return {};
        valijson::SchemaParser().populateSchema(Adapter(document), schema);
        if (valijson::Validator().validate(schema, Adapter(value), &results))
            return {};
    } catch (const std::exception&) { // also while validating: a pattern is not compiled before
        return {};
    }
    const std::string detail = describe(results);
    return invalid("the arguments do not fit the tool's schema: " + detail.substr(0, detail.find('\n')),
                   detail);
}

} // namespace dyno::mcp
