#include "errands.h"

#include <nlohmann/json.hpp>

#include <map>

namespace dyno::conformance {

namespace {

using nlohmann::json;
using Errands = std::vector<Errand>;

/// Scenarios whose calls are always the same ones.
const std::map<std::string_view, Errands>& fixedErrands() {
    static const std::map<std::string_view, Errands> errands{
        {"tools_call", {{"add_numbers", R"({"a":5,"b":3})"}}},
        {"elicitation-sep1034-client-defaults", {{"test_client_elicitation_defaults", "{}"}}},
        {"sse-retry", {{"test_reconnection", "{}"}}},
        {"sep-2322-client-request-state",
         {{"test_mrtr_echo_state", "{}"},
          {"test_mrtr_unrelated", "{}"},
          {"test_mrtr_no_state", "{}"},
          {"test_mrtr_no_result_type", "{}"}}},
        {"http-standard-headers", {{"test_headers", "{}"}, {"my-hyphenated-tool", "{}"}}},
    };
    return errands;
}

Errands fromContext(const json& context) {
    Errands errands;
    for (const json& call : context.at("toolCalls"))
        errands.push_back({call.at("name"), call.at("arguments").dump()});
    return errands;
}

/// Every tool that the engine kept, so that one which it should have left out is called and noticed.
Errands everyTool(const std::vector<mcp::Tool>& tools) {
    Errands errands;
    for (const mcp::Tool& tool : tools)
        errands.push_back({tool.name, R"({"region":"eu","value":"v"})"});
    return errands;
}

/// The schema of the one tool goes back as an argument of the other.
Errands schemaEcho(const std::vector<mcp::Tool>& tools) {
    for (const mcp::Tool& tool : tools)
        if (tool.name == "json_schema_2020_12_tool")
            return {{"json_schema_echo", R"({"schema":)" + tool.inputSchema + "}"}};
    return {};
}

} // namespace

Errands errandsOf(std::string_view scenario, const json& context, const std::vector<mcp::Tool>& tools) {
    if (const auto fixed = fixedErrands().find(scenario); fixed != fixedErrands().end())
        return fixed->second;
    if (scenario == "http-custom-headers")
        return fromContext(context);
    if (scenario == "http-invalid-tool-headers")
        return everyTool(tools);
    if (scenario == "json-schema-2020-12-preservation")
        return schemaEcho(tools);
    return {};
}

} // namespace dyno::conformance
