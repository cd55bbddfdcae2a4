#include "app/demo_server/call.h"
#include "app/demo_server/toolbox.h"
#include "app/demo_server/tools.h"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace dyno::demo {

namespace {

const char* const flakyDefinition = R"({
    "name": "flaky",
    "title": "Flaky",
    "description": "Fails (isError) at the given rate, in a sequence that --seed decides.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "rate": {"type": "number", "description": "Share of calls that fail", "minimum": 0, "maximum": 1,
                     "default": 0.5}
        }
    },
    "annotations": {"readOnlyHint": true, "openWorldHint": false}
})";

void flaky(const CallPtr& call, Toolbox& toolbox) {
    if (std::bernoulli_distribution(call->arguments()["rate"].get<double>())(toolbox.random))
        return call->fail("failed as ordered");
    call->answer("worked");
}

const char* const leakDefinition = R"({
    "name": "leak",
    "title": "Leak memory",
    "description": "Takes memory, touches it and keeps it until the server ends.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "kb": {"type": "integer", "description": "Kibibytes", "minimum": 0, "maximum": 1048576, "default": 64}
        }
    },
    "annotations": {"readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false}
})";

void leak(const CallPtr& call, Toolbox& toolbox) {
    const auto kb = call->arguments()["kb"].get<std::size_t>();
    toolbox.leaked.emplace_back(kb * 1024, 'x');
    call->answer("leaked " + std::to_string(kb) + " KiB");
}

const char* const crashDefinition = R"({
    "name": "crash",
    "title": "Crash",
    "description": "Ends the server without an answer: with exit code 70, or by SIGABRT.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "signal": {"type": "boolean", "description": "Die by SIGABRT instead of exiting", "default": false}
        }
    },
    "annotations": {"readOnlyHint": false, "destructiveHint": true, "idempotentHint": false, "openWorldHint": false}
})";

void crash(const CallPtr& call, Toolbox&) {
    constexpr std::string_view words = "fatal: crashed as ordered\n";
    if (write(STDERR_FILENO, words.data(), words.size()) < 0)
        _exit(71);
    if (call->arguments()["signal"].get<bool>())
        std::abort();
    _exit(70);
}

const char* const hangDefinition = R"({
    "name": "hang",
    "title": "Hang",
    "description": "Never answers; can be cancelled.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void hang(const CallPtr&, Toolbox&) {}

} // namespace

std::vector<Tool> faultTools() {
    return {{json::parse(flakyDefinition), flaky},
            {json::parse(leakDefinition), leak},
            {json::parse(crashDefinition), crash},
            {json::parse(hangDefinition), hang}};
}

} // namespace dyno::demo
