#include "engine/mcp/server_requests.h"

namespace dyno::mcp {

std::string answerServerRequest(const jsonrpc::Request& request, Era era) {
    if (era == Era::Modern)
        return jsonrpc::encodeError(request.id, jsonrpc::methodNotFound,
                                    "a server of protocol version 2026-07-28 has no requests to its client");
    if (request.method == "ping")
        return jsonrpc::encodeResult(request.id, "{}");
    if (request.method == "roots/list")
        return jsonrpc::encodeResult(request.id, R"({"roots":[]})");
    if (request.method == "sampling/createMessage" || request.method == "elicitation/create")
        return jsonrpc::encodeError(request.id, jsonrpc::methodNotFound,
                                    request.method +
                                        " is not supported: this client did not announce that capability");
    return jsonrpc::encodeError(request.id, jsonrpc::methodNotFound, "unknown method " + request.method);
}

} // namespace dyno::mcp
