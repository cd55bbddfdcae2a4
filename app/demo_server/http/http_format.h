#pragma once

#include <string>
#include <string_view>

/// HTTP/1.1 as bytes.
namespace dyno::demo::http {

/// A whole response; `headers` are complete lines with their CR LF. No content type, no content.
void appendResponse(std::string& out, int status, std::string_view contentType, std::string_view body,
                    std::string_view headers = {});
/// The head of a response whose body follows in chunks.
void appendChunkedHead(std::string& out, std::string_view contentType, std::string_view headers = {});
void appendChunk(std::string& out, std::string_view bytes);
inline constexpr std::string_view lastChunk = "0\r\n\r\n";

} // namespace dyno::demo::http
