#pragma once

#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dyno::jsonrpc {

/// Error codes of JSON-RPC 2.0, section 5.1.
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;

/// A JSON-RPC error object.
struct ErrorObject {
    int code = 0;
    std::string message;
    nlohmann::json data; ///< null when absent
};

/// The answer to a request of ours. `id` is absent when it is not a number that we could have given out.
struct Response {
    std::optional<std::uint64_t> id;
    std::string idText; ///< as sent, for messages about ids that nobody knows
    std::variant<nlohmann::json, ErrorObject> outcome;
};

/// A request of the peer's; its id is any JSON string or number and goes back as it came.
struct Request {
    nlohmann::json id;
    std::string method;
    nlohmann::json params;
};

struct Notification {
    std::string method;
    nlohmann::json params;
};

using Message = std::variant<Response, Request, Notification>;

/// What one line held.
struct Decoded {
    std::vector<Message> messages;    ///< several only for a batch (protocol 2025-03-26)
    std::vector<std::size_t> sizes;   ///< of a batch: the bytes of each message's text, in the same order
    std::vector<std::string> garbage; ///< why parts of a batch are no messages
    bool repairedUtf8 = false;        ///< bytes that are no UTF-8 were replaced by U+FFFD
};

/// Whether JSON text nests so deep that writing, copying or checking what it holds could fill the stack.
bool nestsTooDeep(std::string_view text);

/// Decodes one line. A Protocol error says why it is no JSON-RPC message. The others of a batch count when
/// one of them is none.
[[nodiscard]] Result<Decoded> decode(std::string_view line);

/// A frame without its line end. `params` is JSON text of an object, or empty for none.
std::string encodeRequest(std::uint64_t id, std::string_view method, std::string_view params);
std::string encodeNotification(std::string_view method, std::string_view params);
std::string encodeResult(const nlohmann::json& id, std::string_view result);
std::string encodeError(const nlohmann::json& id, int code, std::string_view message);

} // namespace dyno::jsonrpc
