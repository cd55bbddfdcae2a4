#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::jsonrpc {

/// Follows a JSON object that is too long to keep, byte by byte, and remembers only the number under its
/// top-level "id", so that the call which it would have answered can be failed. Servers write that key first
/// or last.
class OversizedLine {
public:
    void feed(std::string_view bytes);

    std::uint64_t bytes() const { return m_bytes; }
    /// The reply's id, when the line was an object with a non-negative whole number there.
    std::optional<std::uint64_t> id() const;

private:
    void outsideString(char c);
    void insideString(char c);

    std::uint64_t m_bytes = 0;
    std::int64_t m_depth = 0; ///< a line may have more brackets than an int counts
    bool m_inString = false;
    bool m_escaped = false;
    bool m_isKey = false;     ///< at depth 1, between '{' or ',' and ':'
    bool m_idFollows = false; ///< the key just read was "id"
    std::string m_key;
    std::string m_number;
};

} // namespace dyno::jsonrpc
