#include "engine/telemetry/histogram_codec.h"

#include <zlib.h>

#include <bit>
#include <new>

namespace dyno::telemetry {

namespace {

// HdrHistogram's names and numbers (AbstractHistogram, "V2"); 0x10 is the width of its words.
constexpr std::uint32_t encodingCookie = 0x1C84'9303 | 0x10;
constexpr std::uint32_t compressedCookie = 0x1C84'9304 | 0x10;

template<class Number>
void appendBigEndian(Number number, std::string& out) {
    for (int shift = 8 * (sizeof(number) - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift & 0xFF);
}

std::string encode(const Histogram& histogram) {
    std::string counts;
    appendCounts(histogram, counts);
    std::string text;
    appendBigEndian(encodingCookie, text);
    appendBigEndian(static_cast<std::uint32_t>(counts.size()), text);
    appendBigEndian(std::uint32_t{0}, text); // normalizing index offset
    appendBigEndian(std::uint32_t{Histogram::significantDigits}, text);
    appendBigEndian(static_cast<std::uint64_t>(Histogram::lowest), text);
    appendBigEndian(static_cast<std::uint64_t>(Histogram::highest), text);
    appendBigEndian(std::bit_cast<std::uint64_t>(1.0), text); // integer to double conversion ratio
    return text + counts;
}

std::string deflated(const std::string& text) {
    uLongf length = ::compressBound(static_cast<uLong>(text.size()));
    std::string compressed(length, '\0');
    if (::compress(reinterpret_cast<Bytef*>(compressed.data()), &length,
                   reinterpret_cast<const Bytef*>(text.data()), static_cast<uLong>(text.size())) != Z_OK)
        throw std::bad_alloc(); // the room is enough, so nothing else can have failed
    compressed.resize(length);
    return compressed;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : digits[group >> (18 - 6 * i) & 0x3F];
    }
    return text;
}

} // namespace

std::string encodeCompressed(const Histogram& histogram) {
    const std::string payload = deflated(encode(histogram));
    std::string text;
    appendBigEndian(compressedCookie, text);
    appendBigEndian(static_cast<std::uint32_t>(payload.size()), text);
    return base64(text + payload);
}

} // namespace dyno::telemetry
