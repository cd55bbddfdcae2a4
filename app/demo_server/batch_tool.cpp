#include "app/demo_server/call.h"
#include "app/demo_server/tools.h"

namespace dyno::demo {

namespace {

const char* const definition = R"({
    "name": "echo_batch",
    "title": "Echo several",
    "description": "Gives back several messages in one call, as results in their order: what echo would answer to each. The message \"fail\" fails alone, \"fail all\" fails the whole call, and \"short\" is left out.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "items": {"type": "array", "description": "The arguments of each echo", "items": {"type": "object"}}
        },
        "required": ["items"]
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

json textResult(const json& text, bool failed) {
    json result = {{"content", {{{"type", "text"}, {"text", text}}}}};
    if (failed)
        result["isError"] = true;
    return result;
}

json echoed(const json& item) {
    const json& message = member(item, "message");
    if (!message.is_string())
        return textResult("\"message\" must be a string", true);
    if (message == "fail")
        return textResult("failed as ordered", true);
    return textResult(message, false);
}

/// The list as structured content, and as text for those who know no such thing.
void echoBatch(const CallPtr& call, Toolbox&) {
    json results = json::array();
    for (const json& item : call->arguments()["items"]) {
        if (member(item, "message") == "fail all")
            return call->fail("failed as ordered");
        if (member(item, "message") != "short")
            results.push_back(echoed(item));
    }
    json structured = {{"results", std::move(results)}};
    json result = textResult(structured.dump(), false);
    result["structuredContent"] = std::move(structured);
    call->answerWithResult(std::move(result));
}

} // namespace

std::vector<Tool> batchTools() {
    return {{json::parse(definition), echoBatch}};
}

} // namespace dyno::demo
