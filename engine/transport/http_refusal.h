#pragma once

#include "engine/error.h"
#include "engine/http/exchange.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dyno::transport {

/// What an HTTP answer that is no MCP message means to the caller, in words.

/// A status of 300 and more: NeedsAuthorization for 401 and 403, Http for the others, with what Retry-After
/// and the beginning of the body say.
Error refusal(const http::Exchange& exchange, const std::string& body);
/// A success whose body is of another type than MCP's, such as a web page.
Error notMcp(const http::Exchange& exchange, const std::string& body);
/// 202 or 204 where a reply was due.
Error acceptedOnly(int status);
std::string tooLarge(std::size_t allowed, std::size_t bytes = 0);
std::string sessionLostText(int status);

/// Whether an error's text is about the session: "No valid session ID provided".
bool namesSession(const std::string& body);

/// A JSON-RPC answer as the answer to this request: servers that refuse a request before they look at it
/// answer under the id null. Nothing when the text is no JSON-RPC answer.
std::optional<std::string> underId(const std::string& text, std::uint64_t request);

} // namespace dyno::transport
