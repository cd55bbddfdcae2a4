#include "app/demo_server/call.h"
#include "app/demo_server/catalogue.h"
#include "app/demo_server/desk.h"
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

void report(const CallPtr& call, int step, int steps) {
    if (call->progressToken().is_null())
        return;
    call->reply()->send(
        message::notification("notifications/progress", {{"progressToken", call->progressToken()},
                                                         {"progress", step},
                                                         {"total", steps},
                                                         {"message", "step " + std::to_string(step)}}));
}

void takeStep(const CallPtr& call, int step) {
    const int steps = call->arguments()["steps"].get<int>();
    const Duration whole = std::chrono::milliseconds(call->arguments()["ms"].get<int>());
    call->after(whole / steps, [call, step, steps] {
        report(call, step, steps);
        if (step == steps)
            return call->answer("took " + std::to_string(steps) + " steps");
        takeStep(call, step + 1);
    });
}

void progress(const CallPtr& call, Toolbox&) {
    takeStep(call, 1);
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
    "description": "Answers at once, past the queue, with what this server counted: calls, cancelled (notifications about calls), batches (arrays of messages), inFlight (unanswered, queued ones and this one included), running, queued, and the peaks.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void stats(const CallPtr& call, Toolbox& toolbox) {
    const DeskStatistics counted = toolbox.desk.statistics();
    call->answer(json{{"calls", counted.calls},
                      {"cancelled", counted.cancelled},
                      {"batches", counted.batches},
                      {"inFlight", counted.inFlight},
                      {"peakInFlight", counted.peakInFlight},
                      {"running", counted.running},
                      {"peakRunning", counted.peakRunning},
                      {"queued", counted.queued}}
                     .dump());
}

const char* const taskDefinition = R"({
    "name": "task",
    "title": "Task",
    "description": "Works for a time, as a task where the protocol version has tasks.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "ms": {"type": "integer", "description": "Milliseconds", "minimum": 0, "maximum": 3600000, "default": 200},
            "fail": {"type": "boolean", "description": "Fail (isError) at the end", "default": false}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false},
    "execution": {"taskSupport": "required"}
})";

void task(const CallPtr& call, Toolbox&) {
    call->after(std::chrono::milliseconds(call->arguments()["ms"].get<int>()), [call] {
        if (call->arguments()["fail"].get<bool>())
            return call->fail("failed as ordered");
        call->answer("the task is done");
    });
}

} // namespace

std::vector<Tool> protocolTools() {
    return {{json::parse(progressDefinition), progress},
            {json::parse(changeToolsDefinition), changeTools},
            {json::parse(statsDefinition), stats, true},
            {json::parse(taskDefinition), task}};
}

} // namespace dyno::demo
