#include "engine/mcp/argument_validation.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

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
    valijson::Schema schema;
    try {
        const json document = json::parse(inputSchema);
        valijson::SchemaParser().populateSchema(Adapter(document), schema);
    } catch (const std::exception&) {
        return {};
    }
    valijson::ValidationResults results;
    if (valijson::Validator().validate(schema, Adapter(value), &results))
        return {};
    const std::string detail = describe(results);
    return invalid("the arguments do not fit the tool's schema: " + detail.substr(0, detail.find('\n')),
                   detail);
}

} // namespace dyno::mcp
