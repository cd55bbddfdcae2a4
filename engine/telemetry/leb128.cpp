#include "engine/telemetry/leb128.h"

namespace dyno::telemetry {

void appendUnsigned(std::uint64_t number, std::string& out) {
    for (; number >= 0x80; number >>= 7)
        out.push_back(static_cast<char>(0x80 | (number & 0x7f)));
    out.push_back(static_cast<char>(number));
}

void appendSigned(std::int64_t number, std::string& out) {
    appendUnsigned((static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63), out);
}

std::optional<std::uint64_t> Leb128Reader::readUnsigned() {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < m_rest.size() && i < 10; ++i) {
        const auto byte = static_cast<unsigned char>(m_rest[i]);
        number |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80)) {
            m_rest.remove_prefix(i + 1);
            return number;
        }
    }
    m_rest = {};
    return std::nullopt;
}

std::optional<std::int64_t> Leb128Reader::readSigned() {
    const std::optional<std::uint64_t> number = readUnsigned();
    if (!number)
        return std::nullopt;
    return static_cast<std::int64_t>(*number >> 1) ^ -static_cast<std::int64_t>(*number & 1);
}

std::optional<std::string_view> Leb128Reader::readBytes(std::uint64_t count) {
    if (count > m_rest.size()) {
        m_rest = {};
        return std::nullopt;
    }
    const std::string_view bytes = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return bytes;
}

} // namespace dyno::telemetry
