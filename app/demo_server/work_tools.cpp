#include "app/demo_server/call.h"
#include "app/demo_server/tools.h"

#include <ctime>

namespace dyno::demo {

namespace {

const char* const echoDefinition = R"({
    "name": "echo",
    "title": "Echo",
    "description": "Gives back the message.",
    "inputSchema": {
        "type": "object",
        "properties": {"message": {"type": "string", "description": "What to give back"}},
        "required": ["message"]
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void echo(const CallPtr& call, Toolbox&) {
    call->answer(call->arguments()["message"].get_ref<const std::string&>());
}

const char* const sleepDefinition = R"({
    "name": "sleep",
    "title": "Sleep",
    "description": "Answers after a time, and works on other calls meanwhile.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "ms": {"type": "integer", "description": "Milliseconds", "minimum": 0, "maximum": 3600000, "default": 100}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void sleep(const CallPtr& call, Toolbox&) {
    const auto ms = call->arguments()["ms"].get<int>();
    call->after(std::chrono::milliseconds(ms),
                [call, ms] { call->answer("slept " + std::to_string(ms) + " ms"); });
}

const char* const cpuDefinition = R"({
    "name": "cpu",
    "title": "Burn CPU",
    "description": "Burns CPU time and blocks this server, which has one thread, meanwhile.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "ms": {"type": "integer", "description": "Milliseconds of CPU time", "minimum": 0, "maximum": 60000,
                   "default": 10}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

std::int64_t cpuMicroseconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

void cpu(const CallPtr& call, Toolbox&) {
    const auto ms = call->arguments()["ms"].get<std::int64_t>();
    for (const std::int64_t end = cpuMicroseconds() + ms * 1000; cpuMicroseconds() < end;) {
    }
    call->answer("burnt " + std::to_string(ms) + " ms");
}

const char* const payloadDefinition = R"({
    "name": "payload",
    "title": "Payload",
    "description": "Answers with a text of the wanted size.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "bytes": {"type": "integer", "description": "Size of the text", "minimum": 0, "maximum": 134217728,
                      "default": 1024}
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void payload(const CallPtr& call, Toolbox&) {
    call->answer(std::string(call->arguments()["bytes"].get<std::size_t>(), 'x'));
}

const char* const extraDefinition = R"({
    "name": "extra",
    "title": "Extra",
    "description": "Is on the list only after change_tools put it there.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void extra(const CallPtr& call, Toolbox&) {
    call->answer("extra");
}

} // namespace

std::vector<Tool> workTools() {
    return {{json::parse(echoDefinition), echo},
            {json::parse(sleepDefinition), sleep},
            {json::parse(cpuDefinition), cpu},
            {json::parse(payloadDefinition), payload}};
}

Tool extraTool() {
    return {json::parse(extraDefinition), extra};
}

} // namespace dyno::demo
