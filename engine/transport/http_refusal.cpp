#include "engine/transport/http_refusal.h"

#include "engine/jsonrpc/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace dyno::transport {

namespace {

using nlohmann::json;

constexpr std::size_t maxDetailBytes = 4000;

std::string_view reasonPhrase(int status) {
    switch (status) {
    case 400:
        return " Bad Request";
    case 401:
        return " Unauthorized";
    case 403:
        return " Forbidden";
    case 404:
        return " Not Found";
    case 405:
        return " Method Not Allowed";
    case 406:
        return " Not Acceptable";
    case 408:
        return " Request Timeout";
    case 413:
        return " Content Too Large";
    case 415:
        return " Unsupported Media Type";
    case 429:
        return " Too Many Requests";
    case 500:
        return " Internal Server Error";
    case 501:
        return " Not Implemented";
    case 502:
        return " Bad Gateway";
    case 503:
        return " Service Unavailable";
    case 504:
        return " Gateway Timeout";
    default:
        return "";
    }
}

std::string detailOf(const std::string& body) {
    return jsonrpc::repairUtf8(jsonrpc::beginning(body, maxDetailBytes));
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

} // namespace

Error refusal(const http::Exchange& exchange, const std::string& body) {
    const int status = exchange.status();
    std::string text = fmt::format("the server answered HTTP {}{}", status, reasonPhrase(status));
    if (status == 401 || status == 403) {
        const std::string challenge = exchange.header("www-authenticate");
        return {ErrorKind::NeedsAuthorization,
                fmt::format(
                    "the server needs authorization (HTTP {}{}); give it a bearer token or the header that "
                    "it wants",
                    status, reasonPhrase(status)),
                challenge.empty() ? detailOf(body)
                                  : "WWW-Authenticate: " + challenge + "\n" + detailOf(body)};
    }
    if (status == 404 || status == 405)
        text += "; is the URL that of its MCP endpoint?";
    if (const std::string wait = exchange.header("retry-after"); !wait.empty()) {
        const bool seconds =
            std::all_of(wait.begin(), wait.end(), [](unsigned char c) { return std::isdigit(c); });
        text += fmt::format("; it asks to wait {}{}", wait, seconds ? " s" : "");
    }
    return {ErrorKind::Http, std::move(text), detailOf(body)};
}

Error notMcp(const http::Exchange& exchange, const std::string& body) {
    const std::string type = exchange.contentType();
    const std::string what = type == "text/html" ? "a web page (text/html)"
                             : type.empty()      ? "something without a Content-Type"
                                                 : type;
    return {ErrorKind::Http,
            fmt::format(
                "the server answered HTTP {} with {} instead of an MCP message; is the URL that of its MCP "
                "endpoint?",
                exchange.status(), what),
            detailOf(body)};
}

Error acceptedOnly(int status) {
    return {ErrorKind::Protocol,
            fmt::format("the server answered a request with HTTP {} and no reply", status)};
}

std::string tooLarge(std::size_t allowed, std::size_t bytes) {
    return bytes == 0
               ? fmt::format("the server's answer has more than the {} bytes allowed for one message",
                             allowed)
               : fmt::format("the server's answer has {} bytes, more than the {} allowed for one message",
                             bytes, allowed);
}

std::string sessionLostText(int status) {
    return fmt::format("the server does not know the session any more (HTTP {})", status);
}

bool namesSession(const std::string& body) {
    const json answer = json::parse(body, nullptr, false);
    if (!answer.is_object() || !answer.contains("error") || !answer["error"].is_object())
        return false;
    const json& error = answer["error"];
    const json code = error.value("code", json());
    if (!code.is_number_integer() || code < -32099 ||
        code > -32000) // the range that servers may use as they like
        return false;
    const std::string text = lower(error.value("message", json("")).dump());
    constexpr std::array words{"session id", "valid session", "session not found", "unknown session",
                               "session expired"};
    return std::any_of(words.begin(), words.end(),
                       [&](const char* one) { return text.find(one) != text.npos; });
}

std::optional<std::string> underId(const std::string& text, std::uint64_t request) {
    json answer = json::parse(text, nullptr, false);
    if (!answer.is_object() || !(answer.contains("error") || answer.contains("result")))
        return std::nullopt;
    if (!answer.contains("id") || answer["id"].is_null())
        answer["id"] = request;
    return answer.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace dyno::transport
