#include "app/demo_server/http/http_format.h"

#include <array>
#include <charconv>

namespace dyno::demo::http {

namespace {

std::string_view reason(int status) {
    switch (status) {
    case 200:
        return "200 OK";
    case 202:
        return "202 Accepted";
    case 307:
        return "307 Temporary Redirect";
    case 400:
        return "400 Bad Request";
    case 401:
        return "401 Unauthorized";
    case 404:
        return "404 Not Found";
    case 405:
        return "405 Method Not Allowed";
    case 406:
        return "406 Not Acceptable";
    case 409:
        return "409 Conflict";
    case 415:
        return "415 Unsupported Media Type";
    case 429:
        return "429 Too Many Requests";
    case 503:
        return "503 Service Unavailable";
    default:
        return "500 Internal Server Error";
    }
}

void appendNumber(std::string& out, std::size_t number, int base) {
    std::array<char, 24> digits{};
    const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number, base);
    out.append(digits.begin(), end);
}

} // namespace

void appendResponse(std::string& out, int status, std::string_view contentType, std::string_view body,
                    std::string_view headers) {
    out.append("HTTP/1.1 ").append(reason(status));
    if (!contentType.empty())
        out.append("\r\nContent-Type: ").append(contentType);
    out.append("\r\nContent-Length: ");
    appendNumber(out, body.size(), 10);
    out.append("\r\n").append(headers).append("\r\n").append(body);
}

void appendChunkedHead(std::string& out, std::string_view contentType, std::string_view headers) {
    out.append("HTTP/1.1 200 OK\r\nContent-Type: ").append(contentType);
    out.append("\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n")
        .append(headers)
        .append("\r\n");
}

void appendChunk(std::string& out, std::string_view bytes) {
    appendNumber(out, bytes.size(), 16);
    out.append("\r\n").append(bytes).append("\r\n");
}

} // namespace dyno::demo::http
