#include "engine/reports/xml_text.h"

#include "engine/jsonrpc/utf8.h"

namespace dyno::reports {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// A parser makes blanks of line ends and tabs in an attribute unless they are references.
std::string escaped(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return static_cast<unsigned char>(c) < 0x20 ? std::string(replacement) : std::string(1, c);
    }
}

/// U+FFFE and U+FFFF are no characters of XML.
void replaceNonCharacters(std::string& text) {
    for (const std::string_view forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (auto at = text.find(forbidden); at != std::string::npos; at = text.find(forbidden, at))
            text.replace(at, forbidden.size(), replacement);
}

} // namespace

std::string xmlText(std::string_view text) {
    std::string valid = jsonrpc::repairUtf8(text);
    replaceNonCharacters(valid);
    std::string xml;
    xml.reserve(valid.size());
    for (const char c : valid)
        xml += escaped(c);
    return xml;
}

} // namespace dyno::reports
