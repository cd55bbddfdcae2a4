#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <variant>

/// JSON-RPC messages of this server as single lines without a line end.
namespace dyno::demo {

using nlohmann::json;

/// Which rules a request is held to: legacy up to 2025-11-25, modern from 2026-07-28.
enum class Era { Legacy, Modern };

struct RpcError {
    int code = 0;
    std::string message;
    json data = nullptr; ///< left out when null
};

inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;
inline constexpr int resourceNotFound = -32002;
inline constexpr int headerMismatch = -32020;
inline constexpr int missingClientCapability = -32021;
inline constexpr int unsupportedProtocolVersion = -32022;

/// What a request came to.
using Outcome = std::variant<json, RpcError>;

/// The object's member of that name; null when there is none or it is no object.
const json& member(const json& object, const char* name);

namespace message {

/// Says in the modern era that the result is complete, unless it says itself what it is.
std::string result(const json& id, Era era, json result);
std::string error(const json& id, const RpcError& error);
std::string notification(std::string_view method, const json& params);
std::string request(std::string_view id, std::string_view method, const json& params);

/// A tool's answer with one text. `id` is the JSON text of the request's id. Assembled by hand, because this
/// is what a benchmark waits for.
std::string toolResult(std::string_view id, Era era, std::string_view text, bool isError);

/// The text as a JSON string, quotes included. Its encoding is not checked.
std::string quoted(std::string_view text);

} // namespace message

} // namespace dyno::demo
