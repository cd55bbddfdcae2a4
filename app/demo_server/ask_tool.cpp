#include "app/demo_server/call.h"
#include "app/demo_server/client_requests.h"
#include "app/demo_server/toolbox.h"
#include "app/demo_server/tools.h"

namespace dyno::demo {

namespace {

const char* const definition = R"({
    "name": "ask",
    "title": "Ask the client",
    "description": "Asks the client, whatever it says it can do, and answers with its reply as text: by a request in the legacy era, by results that require input in the modern one, which knows no ping.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "method": {
                "type": "string",
                "description": "The request to send",
                "enum": ["roots/list", "sampling/createMessage", "elicitation/create", "ping"],
                "default": "ping"
            },
            "aside": {"type": "boolean", "default": false,
                      "description": "Legacy HTTP: ask on the standalone stream instead of the call's"},
            "rounds": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1,
                       "description": "Modern: how many times to require input"}
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

// Quotes and letters that a client may spoil when it takes the state for more than a string.
std::string stateOf(int round) {
    return R"({"round": )" + std::to_string(round) + R"(, "é":"\u00e9/"})";
}

void requireInput(const CallPtr& call, int round) {
    const auto method = call->arguments()["method"].get<std::string>();
    json question = {{"method", method}};
    question["params"] = method == "roots/list" ? json::object() : paramsOf(method);
    call->answerWithResult({{"resultType", "input_required"},
                            {"inputRequests", {{"question", std::move(question)}}},
                            {"requestState", stateOf(round)}});
}

/// Rounds that are over; nothing when the state is not one of ours.
std::optional<int> roundsDone(const Call& call, int rounds) {
    if (call.requestState().is_null())
        return 0;
    for (int round = 1; round <= rounds; ++round)
        if (call.requestState() == stateOf(round))
            return round;
    return std::nullopt;
}

void askModern(const CallPtr& call) {
    if (call->arguments()["method"] == "ping")
        return call->fail("this protocol era has no ping");
    const int rounds = call->arguments()["rounds"].get<int>();
    const auto done = roundsDone(*call, rounds);
    if (!done)
        return call->answerWithError({invalidParams, "requestState is not what it was"});
    if (*done > 0 && !member(call->inputResponses(), "question").is_object())
        return call->answerWithError({invalidParams, "inputResponses lacks the question's"});
    if (*done < rounds)
        return requireInput(call, *done + 1);
    call->answer(call->inputResponses().dump());
}

void ask(const CallPtr& call, Toolbox& toolbox) {
    if (call->era() == Era::Modern)
        return askModern(call);
    const auto method = call->arguments()["method"].get<std::string>();
    ReplyChannel& out = call->arguments()["aside"].get<bool>() ? call->reply()->aside() : *call->reply();
    toolbox.clientRequests.send(out, method, paramsOf(method),
                                [call](const json& reply) { call->answer(reply.dump()); });
}

} // namespace

std::vector<Tool> askTools() {
    return {{json::parse(definition), ask}};
}

} // namespace dyno::demo
