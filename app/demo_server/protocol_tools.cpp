#include "app/demo_server/call.h"
#include "app/demo_server/catalogue.h"
#include "app/demo_server/client_requests.h"
#include "app/demo_server/desk.h"
#include "app/demo_server/line_writer.h"
#include "app/demo_server/toolbox.h"
#include "app/demo_server/tools.h"

namespace dyno::demo {

namespace {

const char* const progressDefinition = R"({
    "name": "progress",
    "title": "Progress",
    "description": "Reports its progress in even steps, if the request asks for progress, and answers at the end.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "steps": {"type": "integer", "description": "Number of steps", "minimum": 1, "maximum": 10000,
                      "default": 5},
            "ms": {"type": "integer", "description": "Milliseconds in all", "minimum": 0, "maximum": 3600000,
                   "default": 500}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void report(const CallPtr& call, Toolbox& toolbox, int step, int steps) {
    if (call->progressToken().is_null())
        return;
    toolbox.out.send(
        message::notification("notifications/progress", {{"progressToken", call->progressToken()},
                                                         {"progress", step},
                                                         {"total", steps},
                                                         {"message", "step " + std::to_string(step)}}));
}

void takeStep(const CallPtr& call, Toolbox& toolbox, int step) {
    const int steps = call->arguments()["steps"].get<int>();
    const Duration whole = std::chrono::milliseconds(call->arguments()["ms"].get<int>());
    call->after(whole / steps, [call, &toolbox, step, steps] {
        report(call, toolbox, step, steps);
        if (step == steps)
            return call->answer("took " + std::to_string(steps) + " steps");
        takeStep(call, toolbox, step + 1);
    });
}

void progress(const CallPtr& call, Toolbox& toolbox) {
    takeStep(call, toolbox, 1);
}

const char* const askDefinition = R"({
    "name": "ask",
    "title": "Ask the client",
    "description": "Sends a request to the client, whatever it says it can do, and answers with its reply as text. Legacy era only.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "method": {
                "type": "string",
                "description": "The request to send",
                "enum": ["roots/list", "sampling/createMessage", "elicitation/create", "ping"],
                "default": "ping"
            }
        }
    },
    "annotations": {"readOnlyHint": true, "openWorldHint": true}
})";

json paramsOf(const std::string& method) {
    if (method == "sampling/createMessage")
        return json::parse(R"({"messages":[{"role":"user","content":{"type":"text","text":"Say something."}}],
                               "maxTokens":100})");
    if (method == "elicitation/create")
        return json::parse(R"({"message":"What is your name?",
                               "requestedSchema":{"type":"object",
                                                  "properties":{"name":{"type":"string","default":"nobody"}},
                                                  "required":["name"]}})");
    return nullptr;
}

void ask(const CallPtr& call, Toolbox& toolbox) {
    if (call->era() == Era::Modern)
        return call->fail("this protocol era has no requests from the server");
    const auto method = call->arguments()["method"].get<std::string>();
    toolbox.clientRequests.send(method, paramsOf(method),
                                [call](const json& reply) { call->answer(reply.dump()); });
}

const char* const changeToolsDefinition = R"({
    "name": "change_tools",
    "title": "Change the tools",
    "description": "Puts the tool extra on the list or takes it off, and tells the client that the list changed.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false}
})";

void changeTools(const CallPtr& call, Toolbox& toolbox) {
    const bool listed = toolbox.catalogue.toggleExtra();
    toolbox.announceToolsChanged();
    call->answer(listed ? "extra is on the list" : "extra is off the list");
}

const char* const statsDefinition = R"({
    "name": "stats",
    "title": "Statistics",
    "description": "Answers at once, past the queue, with what this server counted: calls, cancelled (notifications about calls), inFlight (unanswered, queued ones and this one included), running, queued, and the peaks.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void stats(const CallPtr& call, Toolbox& toolbox) {
    const DeskStatistics counted = toolbox.desk.statistics();
    call->answer(json{{"calls", counted.calls},
                      {"cancelled", counted.cancelled},
                      {"inFlight", counted.inFlight},
                      {"peakInFlight", counted.peakInFlight},
                      {"running", counted.running},
                      {"peakRunning", counted.peakRunning},
                      {"queued", counted.queued}}
                     .dump());
}

} // namespace

std::vector<Tool> protocolTools() {
    return {{json::parse(progressDefinition), progress},
            {json::parse(askDefinition), ask},
            {json::parse(changeToolsDefinition), changeTools},
            {json::parse(statsDefinition), stats, true}};
}

} // namespace dyno::demo
