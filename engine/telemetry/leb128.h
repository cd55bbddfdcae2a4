#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::telemetry {

/// Numbers of seven bits a byte, the least first; the eighth bit says that more follow (LEB128).
void appendUnsigned(std::uint64_t number, std::string& out);
/// Signed ones by ZigZag: 0, −1, 1, −2, … as 0, 1, 2, 3, …
void appendSigned(std::int64_t number, std::string& out);

/// Reads such numbers one after the other; the text may be any bytes and must outlive it. Once a number could
/// not be read, none can.
class Leb128Reader {
public:
    explicit Leb128Reader(std::string_view text)
        : m_rest(text) {}

    std::optional<std::uint64_t> readUnsigned();
    std::optional<std::int64_t> readSigned();
    /// The next bytes as they are.
    std::optional<std::string_view> readBytes(std::uint64_t count);

    bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

} // namespace dyno::telemetry
