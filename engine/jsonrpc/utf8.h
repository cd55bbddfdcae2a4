#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dyno::jsonrpc {

/// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).
bool isUtf8(std::string_view bytes);

/// The text with each byte that cannot be part of UTF-8 replaced by U+FFFD.
std::string repairUtf8(std::string_view bytes);

/// The longest beginning of the text that has at most this many bytes and ends between two characters.
std::string_view beginning(std::string_view text, std::size_t maxBytes);

} // namespace dyno::jsonrpc
