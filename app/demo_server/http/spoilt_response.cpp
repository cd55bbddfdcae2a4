#include "app/demo_server/http/spoilt_response.h"

#include "app/demo_server/http/gzip_bomb.h"
#include "app/demo_server/http/http_format.h"

#include <string>

namespace dyno::demo {

namespace {

using Spoil = void (*)(const HttpFault&, const HttpConnectionPtr&, std::string_view);

constexpr std::size_t pouredBlock = 64 * 1024;

std::string goodResponse(std::string_view answer) {
    std::string bytes;
    http::appendResponse(bytes, 200, "application/json", answer);
    return bytes;
}

void slowHeaders(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view answer) {
    const std::string bytes = goodResponse(answer);
    const std::size_t statusLine = bytes.find('\n') + 1;
    connection->write(std::string_view(bytes).substr(0, statusLine));
    connection->writeLater(bytes.substr(statusLine), fault.delay);
}

void cut(const HttpFault&, const HttpConnectionPtr& connection, std::string_view answer) {
    const std::string bytes = goodResponse(answer);
    writeCut(connection, std::string_view(bytes).substr(0, bytes.size() - answer.size() / 2));
}

// A chunk a byte, and packets that end inside of what belongs together: CR LF, a chunk's size, a character.
void oddChunks(const HttpFault&, const HttpConnectionPtr& connection, std::string_view answer) {
    constexpr std::size_t packet = 7;
    std::string bytes;
    http::appendChunkedHead(bytes, "application/json");
    for (const char& c : answer)
        http::appendChunk(bytes, {&c, 1});
    connection->writeInPieces(bytes.append(http::lastChunk), packet, Duration::zero());
}

/// The answer as an event that strains a parser: a byte order mark, comments, fields nobody knows, CR LF as
/// the ends of lines, and a line of data for each piece of the JSON text that white space may divide.
std::string oddEvent(std::string_view answer) {
    const std::size_t divided = answer.find(',') + 1;
    std::string event = "\xef\xbb\xbf: a comment\r\n\r\n:\r\nunknown: field\r\nevent:message\r\ndata:";
    event.append(answer.substr(0, divided)).append("\r\ndata: ").append(answer.substr(divided));
    return event.append("\r\nid\r\n\r\n");
}

void oddEvents(const HttpFault&, const HttpConnectionPtr& connection, std::string_view answer) {
    constexpr std::size_t packet = 11;
    const std::string event = oddEvent(answer);
    std::string bytes;
    http::appendChunkedHead(bytes, "text/event-stream");
    for (std::size_t at = 0; at < event.size(); at += 5)
        http::appendChunk(bytes, std::string_view(event).substr(at, 5));
    connection->writeInPieces(bytes.append(http::lastChunk), packet, Duration::zero());
}

void wrongContentType(const HttpFault&, const HttpConnectionPtr& connection, std::string_view answer) {
    connection->respond(200, "text/plain", answer);
}

void badJson(const HttpFault&, const HttpConnectionPtr& connection, std::string_view answer) {
    connection->respond(200, "application/json", answer.substr(0, answer.size() / 2));
}

void status500(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(500, "text/plain", "It broke, as ordered.\n");
}

void sessionLost(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(
        404, "application/json",
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}})");
}

void sessionLost400(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(
        400, "application/json",
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}})");
}

void rateLimit(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(429, "text/plain", "Too many requests.\n",
                        "Retry-After: " + std::to_string(fault.retryAfter) + "\r\n");
}

void unavailable(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(503, "text/plain", "Overloaded, as ordered.\n",
                        "Retry-After: " + std::to_string(fault.retryAfter) + "\r\n");
}

void html(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(
        200, "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works</h1></body>"
        "</html>\n");
}

void endlessBody(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    std::string bytes;
    http::appendChunkedHead(bytes, "application/json");
    http::appendChunk(bytes, R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":")");
    connection->write(bytes);
    std::string block;
    http::appendChunk(block, std::string(pouredBlock, 'x'));
    connection->pour(std::move(block));
}

void endlessEvent(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    std::string bytes;
    http::appendChunkedHead(bytes, "text/event-stream");
    http::appendChunk(bytes, "event: message\ndata: ");
    connection->write(bytes);
    std::string block;
    http::appendChunk(block, std::string(pouredBlock, 'x'));
    connection->pour(std::move(block));
}

void bomb(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(200, "application/json", gzipBomb(), "Content-Encoding: gzip\r\n");
}

void redirect(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view) {
    const std::string location = fault.location.empty() ? "/mcp?redirected=1" : fault.location;
    connection->respond(307, "", "", "Location: " + location + "\r\n");
}

void redirectLoop(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(307, "", "", "Location: /fault/redirect_loop\r\n");
}

void unauthorized(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->respond(401, "text/plain", "Who are you?\n",
                        "WWW-Authenticate: Bearer realm=\"mcp-dyno-demo-server\"\r\n");
}

void neverAnswers(const HttpFault&, const HttpConnectionPtr&, std::string_view) {}

void emptyReply(const HttpFault&, const HttpConnectionPtr& connection, std::string_view) {
    connection->close();
}

Spoil spoilOf(HttpFaultKind kind) {
    switch (kind) {
    case HttpFaultKind::SlowHeaders:
        return slowHeaders;
    case HttpFaultKind::Cut:
    case HttpFaultKind::CutStream:
        return cut;
    case HttpFaultKind::Status500:
        return status500;
    case HttpFaultKind::SessionLost:
        return sessionLost;
    case HttpFaultKind::SessionLost400:
        return sessionLost400;
    case HttpFaultKind::RateLimit:
        return rateLimit;
    case HttpFaultKind::Unavailable:
        return unavailable;
    case HttpFaultKind::OddChunks:
        return oddChunks;
    case HttpFaultKind::OddEvents:
        return oddEvents;
    case HttpFaultKind::Html:
        return html;
    case HttpFaultKind::EndlessBody:
        return endlessBody;
    case HttpFaultKind::EndlessEvent:
        return endlessEvent;
    case HttpFaultKind::GzipBomb:
        return bomb;
    case HttpFaultKind::RedirectLoop:
        return redirectLoop;
    case HttpFaultKind::Redirect:
        return redirect;
    case HttpFaultKind::Unauthorized:
        return unauthorized;
    case HttpFaultKind::NeverAnswers:
        return neverAnswers;
    case HttpFaultKind::EmptyReply:
        return emptyReply;
    case HttpFaultKind::WrongContentType:
        return wrongContentType;
    case HttpFaultKind::BadJson:
        return badJson;
    }
    return status500;
}

} // namespace

void writeCut(const HttpConnectionPtr& connection, std::string_view bytes) {
    connection->write(bytes);
    connection->close();
}

void respondSpoilt(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view answer,
                   const std::function<void()>& loseSession) {
    const bool loses =
        fault.kind == HttpFaultKind::SessionLost || fault.kind == HttpFaultKind::SessionLost400;
    spoilOf(fault.kind)(fault, connection, answer);
    if (loses && loseSession)
        loseSession();
}

} // namespace dyno::demo
