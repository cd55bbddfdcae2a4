#include "engine/settings/http_header.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::settings {

namespace {

bool isTokenCharacter(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

bool isControl(char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

} // namespace

Result<HttpHeader> httpHeader(std::string_view name, std::string_view value) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), isTokenCharacter))
        return Error{
            ErrorKind::InvalidInput,
            fmt::format("\"{}\" is no header name; it may hold letters, digits and !#$%&'*+-.^_`|~", name)};
    if (std::any_of(value.begin(), value.end(), isControl))
        return Error{ErrorKind::InvalidInput,
                     fmt::format("the value of header {} has a line end or a control character in it", name)};
    return HttpHeader{name, trimmed(value)};
}

Result<HttpHeader> parseHttpHeader(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return Error{ErrorKind::InvalidInput, "a header must be of the form \"Name: value\""};
    return httpHeader(line.substr(0, colon), line.substr(colon + 1));
}

} // namespace dyno::settings
