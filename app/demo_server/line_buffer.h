#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dyno::demo {

/// Collects bytes and gives back complete lines. Bytes are read straight into it, and lines are views into
/// it, so that nothing is copied but a line's beginning that waits for its end.
class LineBuffer {
public:
    LineBuffer();

    /// Free space to read into, at least 64 KiB. Invalidates every line handed out before.
    std::span<char> space();
    /// Says that `bytes` of the space were filled.
    void filled(std::size_t bytes) { m_end += bytes; }

    /// The next complete line without its end ("\n" or "\r\n"), or nothing until more bytes come.
    std::optional<std::string_view> nextLine();

private:
    std::vector<char> m_bytes;
    std::size_t m_begin = 0;   ///< of the first line not handed out
    std::size_t m_scanned = 0; ///< no line end between m_begin and here
    std::size_t m_end = 0;     ///< of what was filled
};

} // namespace dyno::demo
