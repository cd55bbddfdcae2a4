#include "engine/jsonrpc/utf8.h"

#include <algorithm>
#include <cstddef>

namespace dyno::jsonrpc {

namespace {

bool inRange(unsigned char byte, unsigned char low, unsigned char high) {
    return byte >= low && byte <= high;
}

/// The length of the well-formed sequence that the bytes begin with; 0 when there is none. The first two
/// bytes decide over overlong forms, surrogates and the end of Unicode.
std::size_t sequenceLength(std::string_view bytes) {
    const auto at = [&](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
    };
    const unsigned char first = at(0), second = at(1);
    const auto continues = [&](std::size_t i) { return inRange(at(i), 0x80, 0xBF); };
    if (first < 0x80)
        return 1;
    if (inRange(first, 0xC2, 0xDF))
        return continues(1) ? 2 : 0;
    if (inRange(first, 0xE0, 0xEF)) {
        const bool fits = inRange(second, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return fits && continues(2) ? 3 : 0;
    }
    if (inRange(first, 0xF0, 0xF4)) {
        const bool fits = inRange(second, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return fits && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

bool isUtf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string repairUtf8(std::string_view bytes) {
    std::string repaired;
    repaired.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0)
            repaired += "\xEF\xBF\xBD";
        else
            repaired += bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return repaired;
}

std::string_view beginning(std::string_view text, std::size_t maxBytes) {
    if (text.size() <= maxBytes)
        return text;
    const auto continues = [&](std::size_t at) {
        return inRange(static_cast<unsigned char>(text[at]), 0x80, 0xBF);
    };
    std::size_t end = maxBytes;
    for (int steps = 0; end > 0 && steps < 3 && continues(end); ++steps)
        --end;
    return text.substr(0, end);
}

} // namespace dyno::jsonrpc
