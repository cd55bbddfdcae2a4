#pragma once

#include "engine/error.h"

#include <string>

namespace dyno::settings {

/// The parts of a URL, as written: nothing is decoded. Empty where there is none.
struct Url {
    std::string scheme; ///< lower case
    std::string user;
    std::string password;
    std::string host; ///< lower case; an IPv6 address in its brackets
    std::string port;
    std::string path;
    std::string query; ///< without the question mark
};

/// Takes a URL of any scheme apart. InvalidInput says what is wrong with it and never quotes it, since a
/// secret may be in it.
[[nodiscard]] Result<Url> parseUrl(const std::string& text);

/// The same for the URL of a server: only http:// and https:// are spoken.
[[nodiscard]] Result<Url> parseServerUrl(const std::string& text);

/// `text` with each %XX replaced by its byte.
std::string urlDecoded(std::string_view text);

/// `text` with every byte but unreserved ones (RFC 3986) and those in `alsoPlain` replaced by %XX.
std::string urlEncoded(std::string_view text, std::string_view alsoPlain = {});

} // namespace dyno::settings
