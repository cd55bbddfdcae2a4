#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What libFuzzer calls, and replay.cpp where there is no libFuzzer. Each target defines it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace dyno::fuzz {

/// Stops the program, which libFuzzer takes as a finding, when a property does not hold.
inline void require(bool holds, const char* property) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

inline std::string_view asText(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// The input, cut wherever it holds the byte FF, which no UTF-8 has. So recordings are inputs as they are,
/// and one more byte makes another cut.
inline std::vector<std::string_view> cutPieces(std::string_view input) {
    std::vector<std::string_view> pieces;
    for (std::size_t end = input.find('\xFF'); end != std::string_view::npos; end = input.find('\xFF')) {
        pieces.push_back(input.substr(0, end));
        input.remove_prefix(end + 1);
    }
    pieces.push_back(input);
    return pieces;
}

inline std::string joined(const std::vector<std::string_view>& pieces) {
    std::string whole;
    for (const std::string_view piece : pieces)
        whole += piece;
    return whole;
}

inline std::vector<std::string_view> singleBytes(std::string_view whole) {
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < whole.size(); ++at)
        pieces.push_back(whole.substr(at, 1));
    return pieces;
}

} // namespace dyno::fuzz
