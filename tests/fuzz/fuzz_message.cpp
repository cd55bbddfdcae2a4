// One frame of a server's, read as everything that it could be: whatever it holds, the readers end with a
// value or an Error, and what we answer can itself be read.

#include "engine/jsonrpc/message.h"
#include "engine/mcp/argument_validation.h"
#include "engine/mcp/handshake.h"
#include "engine/mcp/server_requests.h"
#include "engine/mcp/tool_list.h"
#include "engine/mcp/tool_result.h"
#include "fuzz_target.h"

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

void readTools(const nlohmann::json& result) {
    const auto page = mcp::readToolPage(result);
    if (page.has_error())
        return;
    for (const mcp::Tool& tool : page->tools) {
        require(!tool.name.empty(), "a tool has a name");
        (void)mcp::validateArguments(tool.inputSchema, R"({"message":"héllo","a":1,"b":[null,{"c":true}]})");
    }
}

void read(const jsonrpc::Response& response) {
    openWith(response.outcome);
    if (const auto* result = std::get_if<nlohmann::json>(&response.outcome)) {
        readTools(*result);
        const auto again = reread<jsonrpc::Response>(jsonrpc::encodeResult(7, result->dump()));
        const auto* same = std::get_if<nlohmann::json>(&again.outcome);
        require(same && *same == *result, "JSON survives a round trip");
    }
    (void)mcp::readToolResult(response.outcome);
}

void read(const jsonrpc::Request& request) {
    for (const mcp::Era era : {mcp::Era::Legacy, mcp::Era::Modern}) {
        const std::string frame = mcp::answerServerRequest(request, era);
        require(frame.find('\n') == std::string::npos, "a frame is one line");
        require(jsonrpc::decode(frame).has_value(), "our own frames can be read");
    }
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
