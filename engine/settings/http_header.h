#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>
#include <utility>

namespace dyno::settings {

using HttpHeader = std::pair<std::string, std::string>;

/// A name and a value that may go onto the wire: the name is a token (RFC 9110), the value has no line end
/// and no other control character but the tabulator; blanks around it are dropped. InvalidInput names the
/// header, never its value.
[[nodiscard]] Result<HttpHeader> httpHeader(std::string_view name, std::string_view value);

/// The same from one line, "Name: value".
[[nodiscard]] Result<HttpHeader> parseHttpHeader(std::string_view line);

} // namespace dyno::settings
