#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dyno::settings {

/// Blacks secrets out of what is shown: each occurrence becomes `•••`, also where it is escaped as in JSON,
/// once or twice, encoded as in a URL, or within base64 at any of its three alignments. Occurrences that
/// overlap become one. Secrets of fewer than 4 bytes are left alone: they would be found everywhere. A text
/// without a secret costs one pass of a nanosecond or two a byte, and no copy.
class Redactor {
public:
    Redactor() = default;
    explicit Redactor(const std::vector<std::string>& secrets);

    void add(std::string_view secret);
    void add(const std::vector<std::string>& secrets);

    std::string redacted(std::string text) const;
    bool applies(std::string_view text) const;

private:
    struct Match {
        std::size_t begin = std::string_view::npos;
        std::size_t end = 0;
    };

    void addPattern(std::string pattern);
    std::size_t lengthAt(std::string_view text, std::size_t at) const;
    Match nextMatch(std::string_view text, std::size_t from) const;

    static constexpr std::size_t buckets = 1 << 16;
    std::bitset<buckets> m_beginnings; ///< hashes of each pattern's first four bytes, to pass most text by
    std::unordered_map<std::uint32_t, std::vector<std::string>> m_patterns; ///< by those bytes, longest first
};

} // namespace dyno::settings
