#include "app/demo_server/call.h"
#include "app/demo_server/http/http_fault.h"
#include "app/demo_server/tools.h"

namespace dyno::demo {

namespace {

const char* const headersDefinition = R"({
    "name": "headers",
    "title": "Headers",
    "description": "Gives its arguments back. Over modern HTTP they must come as headers too.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "region": {"type": "string", "description": "Any text", "x-mcp-header": "Region"},
            "count": {"type": "integer", "description": "Any number", "x-mcp-header": "Count"},
            "urgent": {"type": "boolean", "description": "Yes or no", "x-mcp-header": "Urgent"},
            "place": {
                "type": "object",
                "description": "An argument inside of another",
                "properties": {"city": {"type": "string", "description": "Any text", "x-mcp-header": "City"}}
            },
            "note": {"type": "string", "description": "Comes in no header"}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void headers(const CallPtr& call, Toolbox&) {
    call->answer(call->arguments().dump());
}

const char* const faultDefinition = R"({
    "name": "http_fault",
    "title": "HTTP fault",
    "description": "Answers with an HTTP response that a client must survive. Over Streamable HTTP only.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "description": "The fault, as --http-fault names it", "default": "status_500"},
            "ms": {"type": "integer", "description": "slow_headers: milliseconds before the headers", "minimum": 0,
                   "maximum": 3600000, "default": 500},
            "retry_after": {"type": "integer", "description": "rate_limit, unavailable: seconds", "minimum": 0,
                            "maximum": 3600, "default": 1},
            "location": {"type": "string", "description": "redirect: where to; empty for this server's /mcp",
                         "default": ""}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

HttpFault orderedFault(const json& arguments) {
    return {httpFaultKinds().at(arguments["kind"].get<std::string>()),
            std::chrono::milliseconds(arguments["ms"].get<int>()), arguments["retry_after"].get<int>(),
            arguments["location"].get<std::string>()};
}

void httpFault(const CallPtr& call, Toolbox&) {
    if (!call->reply()->spoil(orderedFault(call->arguments())))
        return call->fail("there is no HTTP response to spoil");
    call->answer("größer als 日本, and \U0001F30D");
}

json faultDefinitionWithKinds() {
    json definition = json::parse(faultDefinition);
    json& kind = definition["inputSchema"]["properties"]["kind"];
    for (const auto& [name, value] : httpFaultKinds())
        kind["enum"].push_back(name);
    return definition;
}

} // namespace

std::vector<Tool> httpTools() {
    return {{json::parse(headersDefinition), headers}, {faultDefinitionWithKinds(), httpFault}};
}

} // namespace dyno::demo
