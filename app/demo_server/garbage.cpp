#include "app/demo_server/call.h"
#include "app/demo_server/toolbox.h"
#include "app/demo_server/tools.h"

#include <map>

namespace dyno::demo {

namespace {

const char* const definition = R"({
    "name": "garbage",
    "title": "Garbage",
    "description": "Answers in a way that a client must survive.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "kind": {
                "type": "string",
                "description": "text: a line of plain text before the answer. json: half a JSON message before the answer. utf8: invalid UTF-8 inside the answer. crlf: the answer ends with CR LF. wrong_id: the answer carries another id and the right one never comes. partial: the answer comes in small pieces.",
                "enum": ["text", "json", "utf8", "crlf", "wrong_id", "partial"],
                "default": "text"
            }
        }
    },
    "annotations": {"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false}
})";

void text(const CallPtr& call, Toolbox&) {
    call->reply()->send("Listening for requests, press Ctrl-C to stop");
    call->answer("after a line of text");
}

void halfJson(const CallPtr& call, Toolbox&) {
    call->reply()->send(R"({"jsonrpc":"2.0","id":)" + call->id() + R"(,"result":{"content":[)");
    call->answer("after half a message");
}

void invalidUtf8(const CallPtr& call, Toolbox&) {
    call->answer("not UTF-8: \xff\xfe");
}

void crlf(const CallPtr& call, Toolbox&) {
    call->answerWithLine(message::toolResult(call->id(), call->era(), "ended by CR LF", false) + '\r');
}

// The call stays in flight: it has no answer yet, and can be cancelled.
void wrongId(const CallPtr& call, Toolbox&) {
    call->reply()->send(message::toolResult(R"("nobody asked")", call->era(), "under another id", false));
}

void partial(const CallPtr& call, Toolbox&) {
    constexpr std::size_t pieces = 8;
    constexpr auto gap = std::chrono::milliseconds(5);
    call->answerInPieces(pieces, gap, "in small pieces");
}

void garbage(const CallPtr& call, Toolbox& toolbox) {
    static const std::map<std::string, void (*)(const CallPtr&, Toolbox&)> kinds = {
        {"text", text}, {"json", halfJson},    {"utf8", invalidUtf8},
        {"crlf", crlf}, {"wrong_id", wrongId}, {"partial", partial}};
    kinds.at(call->arguments()["kind"].get<std::string>())(call, toolbox);
}

} // namespace

std::vector<Tool> garbageTools() {
    return {{json::parse(definition), garbage}};
}

} // namespace dyno::demo
