#include "engine/settings/url.h"

#include <curl/urlapi.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace dyno::settings {

namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

Error invalid(std::string message) {
    return {ErrorKind::InvalidInput, std::move(message)};
}

std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK)
        return {};
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return text;
}

std::string lowerCase(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string_view problem(CURLUcode code) {
    switch (code) {
    case CURLUE_BAD_PORT_NUMBER:
        return "the URL's port must be a number from 1 to 65535";
    case CURLUE_NO_HOST:
        return "the URL has no host";
    case CURLUE_BAD_IPV6:
        return "the URL's IPv6 address cannot be read; write it as [::1]";
    case CURLUE_BAD_HOSTNAME:
        return "the URL's host has a character that no host name may have";
    case CURLUE_BAD_LOGIN:
    case CURLUE_BAD_USER:
    case CURLUE_BAD_PASSWORD:
        return "the URL's user name or password cannot be read";
    default:
        return "the URL cannot be read";
    }
}

/// What libcurl would mend silently, or say in words that help nobody.
Result<void> precheck(std::string_view text) {
    if (text.empty())
        return invalid("the URL is empty");
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
            return invalid("the URL has a blank or a control character in it; write it as %20, or remove it");
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos || scheme == 0 ||
        text.substr(0, scheme).find_first_of("/?#@") != std::string_view::npos)
        return invalid("the URL does not begin with http:// or https://");
    const std::string_view rest = text.substr(scheme + 3);
    if (rest.empty() || rest.find_first_of("/?#") == 0)
        return invalid("the URL has no host");
    return {};
}

bool isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

Result<Url> parseUrl(const std::string& text) {
    if (auto checked = precheck(text); checked.has_error())
        return checked.error();
    const Handle handle(curl_url(), curl_url_cleanup);
    const CURLUcode code = curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
    if (code != CURLUE_OK)
        return invalid(std::string(problem(code)));
    CURLU* url = handle.get();
    Url parts{lowerCase(part(url, CURLUPART_SCHEME)),
              part(url, CURLUPART_USER),
              part(url, CURLUPART_PASSWORD),
              lowerCase(part(url, CURLUPART_HOST)),
              part(url, CURLUPART_PORT),
              part(url, CURLUPART_PATH),
              part(url, CURLUPART_QUERY)};
    if (parts.port == "0")
        return invalid(std::string(problem(CURLUE_BAD_PORT_NUMBER)));
    return parts;
}

Result<Url> parseServerUrl(const std::string& text) {
    auto url = parseUrl(text);
    if (url.has_value() && url->scheme != "http" && url->scheme != "https")
        return invalid(
            fmt::format("the URL begins with {}://; only http:// and https:// are spoken", url->scheme));
    return url;
}

std::string urlDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])) {
            decoded += text[i];
            continue;
        }
        unsigned byte = 0;
        std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16);
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

std::string urlEncoded(std::string_view text, std::string_view alsoPlain) {
    const auto isPlain = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_' || c == '~' || alsoPlain.find(c) != std::string_view::npos;
    };
    std::string encoded;
    for (const char c : text)
        isPlain(c) ? encoded += c : encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return encoded;
}

} // namespace dyno::settings
