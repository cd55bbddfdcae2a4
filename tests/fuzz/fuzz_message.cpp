// One frame of a server's, read as everything that it could be: whatever it holds, the readers end with a
// value or an Error, and what we answer can itself be read.

#include "engine/jsonrpc/message.h"
#include "engine/mcp/argument_validation.h"
#include "engine/mcp/client_answers.h"
#include "engine/mcp/freshness.h"
#include "engine/mcp/handshake.h"
#include "engine/mcp/input_required.h"
#include "engine/mcp/param_headers.h"
#include "engine/mcp/prompt_list.h"
#include "engine/mcp/resource_list.h"
#include "engine/mcp/task.h"
#include "engine/mcp/tool_list.h"
#include "engine/mcp/tool_result.h"
#include "fuzz_target.h"

#include <algorithm>

using namespace dyno;
using fuzz::require;

namespace {

/// A frame of ours is one line and holds the one message that was meant.
template<class Message>
Message reread(const std::string& frame) {
    require(frame.find('\n') == std::string::npos, "a frame is one line");
    auto decoded = jsonrpc::decode(frame);
    require(decoded.has_value() && decoded->messages.size() == 1, "our own frames can be read");
    auto* message = std::get_if<Message>(&decoded->messages.front());
    require(message != nullptr, "our own frames are what they were meant to be");
    return std::move(*message);
}

void openWith(const mcp::Answer& answer) {
    mcp::Handshake modern;
    if (modern.discoverAnswered(answer) == mcp::Handshake::Next::Finished)
        require(modern.outcome().has_value(), "a finished handshake has an outcome");
    mcp::Handshake legacy;
    require(legacy.discoverUnanswered(std::chrono::seconds(3)) == mcp::Handshake::Next::SendInitialize,
            "silence is followed by initialize");
    require(legacy.initializeAnswered(answer) == mcp::Handshake::Next::Finished, "initialize decides");
}

/// A header that the arguments end in must not be able to end, or to hold a second one.
void checkHeaders(const mcp::Tool& tool, const nlohmann::json& arguments) {
    for (const auto& [name, value] : mcp::paramHeaders(tool, arguments)) {
        const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
        require(std::all_of(value.begin(), value.end(), printable), "a header's value is printable ASCII");
        require(std::all_of(name.begin(), name.end(), printable) &&
                    name.find_first_of(": ") == std::string::npos,
                "a header's name is one token");
    }
}

void readTools(const nlohmann::json& result) {
    const std::string arguments = R"({"message":"héllo","region":"a\r\nb","a":1,"b":[null,{"c":true}]})";
    const auto page = mcp::readToolPage(result);
    if (page.has_error())
        return;
    for (const mcp::Tool& tool : page->tools) {
        require(!tool.name.empty(), "a tool has a name");
        (void)mcp::validateArguments(tool.inputSchema, arguments);
        checkHeaders(tool, nlohmann::json::parse(arguments));
    }
}

void readOtherLists(const nlohmann::json& result) {
    (void)mcp::readPromptPage(result);
    (void)mcp::readResourcePage(result);
    const mcp::Freshness freshness = mcp::readFreshness(result, {});
    require(freshness.ttl >= async::Duration() && freshness.ttl <= std::chrono::hours(24),
            "a ttl is 0 to a day");
}

/// Asks every policy that answers at once; an answer comes exactly once.
void ask(const std::string& method, const nlohmann::json& params) {
    for (const auto by :
         {settings::AnswerBy::Decline, settings::AnswerBy::Defaults, settings::AnswerBy::Ask}) {
        settings::ClientPolicy policy;
        policy.elicitation = policy.sampling = by;
        int answers = 0;
        mcp::ClientAnswers(policy).answer(method, params, [&answers](const mcp::Answer&) { ++answers; });
        require(answers == 1, "a server's question is answered once");
    }
}

void giveInput(const nlohmann::json& result) {
    if (!mcp::wantsInput(result))
        return;
    const auto wanted = mcp::readInputRequired(result);
    if (wanted.has_error())
        return;
    settings::ClientPolicy policy;
    policy.elicitation = policy.sampling = settings::AnswerBy::Defaults;
    int answers = 0;
    mcp::gatherInput(mcp::ClientAnswers(policy), wanted->requests, [&](const Result<nlohmann::json>& given) {
        ++answers;
        if (given.has_value())
            reread<jsonrpc::Request>(jsonrpc::encodeRequest(
                7, "tools/call", mcp::retryParams(R"({"name":"x"})", *given, wanted->state)));
    });
    require(answers == 1, "what a server wants is gathered once");
}

void readTasks(const nlohmann::json& result) {
    for (const mcp::Era era : {mcp::Era::Legacy, mcp::Era::Modern}) {
        (void)mcp::isTask(result, era);
        const auto task = mcp::readTask(result, era);
        if (task.has_error())
            continue;
        require(!task->id.empty(), "a task has an id");
        require(task->pollInterval >= std::chrono::milliseconds(10) &&
                    task->pollInterval <= std::chrono::minutes(1),
                "a task is polled neither all the time nor never");
    }
}

void read(const jsonrpc::Response& response) {
    openWith(response.outcome);
    if (const auto* result = std::get_if<nlohmann::json>(&response.outcome)) {
        readTools(*result);
        readOtherLists(*result);
        giveInput(*result);
        readTasks(*result);
        const auto again = reread<jsonrpc::Response>(jsonrpc::encodeResult(7, result->dump()));
        const auto* same = std::get_if<nlohmann::json>(&again.outcome);
        require(same && *same == *result, "JSON survives a round trip");
    }
    (void)mcp::readToolResult(response.outcome);
}

void read(const jsonrpc::Request& request) {
    ask(request.method, request.params);
    const std::string refusal = jsonrpc::encodeError(request.id, jsonrpc::methodNotFound, request.method);
    require(jsonrpc::decode(refusal).has_value(), "our own frames can be read");
}

void read(const jsonrpc::Notification&) {}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line = fuzz::asText(data, size);
    const auto decoded = jsonrpc::decode(line);
    if (decoded.has_error()) {
        require(decoded.error().kind == ErrorKind::Protocol, "what is no message is a Protocol error");
        return 0;
    }
    for (const jsonrpc::Message& message : decoded->messages)
        std::visit([](const auto& known) { read(known); }, message);
    return 0;
}
