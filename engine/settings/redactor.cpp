#include "engine/settings/redactor.h"

#include "engine/settings/url.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace dyno::settings {

namespace {

constexpr std::size_t leastBytes = 4;
constexpr std::string_view mask = "•••";

std::uint32_t firstFour(const char* text) {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, text, sizeof bytes);
    return bytes;
}

std::size_t bucket(std::uint32_t bytes) {
    return (bytes * 2654435761U) >> 16; // Knuth's multiplicative hash, the upper half
}

std::string jsonEscaped(std::string_view text, bool ascii) {
    const std::string quoted =
        nlohmann::json(text).dump(-1, ' ', ascii, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string lowerHex(std::string encoded) {
    for (std::size_t at = encoded.find('%'); at != std::string::npos; at = encoded.find('%', at + 1))
        for (std::size_t i = at + 1; i < std::min(at + 3, encoded.size()); ++i)
            if (encoded[i] >= 'A' && encoded[i] <= 'F')
                encoded[i] = static_cast<char>(encoded[i] - 'A' + 'a');
    return encoded;
}

/// The characters of base64 that depend on `text` alone when `before` bytes (0 … 2) of something else stand
/// before it in their group of three.
std::string base64Within(std::string_view text, std::size_t before, std::string_view alphabet) {
    constexpr std::array<std::size_t, 3> firstOwnBit{0, 4, 2};
    const auto bitAt = [&](std::size_t bit) {
        return static_cast<unsigned>(static_cast<unsigned char>(text[bit / 8]) >> (7 - bit % 8)) & 1U;
    };
    std::string encoded;
    for (std::size_t bit = firstOwnBit[before]; bit + 6 <= text.size() * 8; bit += 6) {
        unsigned value = 0;
        for (std::size_t i = bit; i < bit + 6; ++i)
            value = value << 1 | bitAt(i);
        encoded += alphabet[value];
    }
    return encoded;
}

std::vector<std::string> spellings(std::string_view secret) {
    const std::string json = jsonEscaped(secret, false);
    const std::string ascii = jsonEscaped(secret, true);
    const std::string url = urlEncoded(secret);
    std::vector<std::string> result{std::string(secret), json, ascii, replaced(json, "/", "\\/"), url,
                                    lowerHex(url), replaced(url, "%20", "+"),
                                    // JSON in a text in JSON, as tools like to answer
                                    jsonEscaped(json, false), jsonEscaped(ascii, false)};
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (const char* marks : {"+/", "-_"})
        for (std::size_t before = 0; before < 3; ++before)
            result.push_back(base64Within(secret, before, std::string(letters) + marks));
    return result;
}

} // namespace

Redactor::Redactor(const std::vector<std::string>& secrets) {
    add(secrets);
}

void Redactor::add(std::string_view secret) {
    if (secret.size() < leastBytes)
        return;
    for (std::string& spelling : spellings(secret))
        addPattern(std::move(spelling));
}

void Redactor::add(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets)
        add(secret);
}

void Redactor::addPattern(std::string pattern) {
    if (pattern.size() < leastBytes)
        return;
    const std::uint32_t beginning = firstFour(pattern.data());
    m_beginnings.set(bucket(beginning));
    auto& patterns = m_patterns[beginning];
    if (std::find(patterns.begin(), patterns.end(), pattern) != patterns.end())
        return;
    const auto shorter = std::find_if(patterns.begin(), patterns.end(), [&](const std::string& other) {
        return other.size() < pattern.size();
    });
    patterns.insert(shorter, std::move(pattern));
}

/// Of the longest pattern that begins at `at`; 0 when there is none.
std::size_t Redactor::lengthAt(std::string_view text, std::size_t at) const {
    const std::uint32_t beginning = firstFour(text.data() + at);
    if (!m_beginnings.test(bucket(beginning)))
        return 0;
    const auto patterns = m_patterns.find(beginning);
    if (patterns == m_patterns.end())
        return 0;
    for (const std::string& pattern : patterns->second)
        if (text.compare(at, pattern.size(), pattern) == 0)
            return pattern.size();
    return 0;
}

/// The first stretch at or after `from` that secrets cover; those that overlap make one stretch.
Redactor::Match Redactor::nextMatch(std::string_view text, std::size_t from) const {
    Match match;
    for (std::size_t at = from; at + leastBytes <= text.size(); ++at) {
        if (match.end != 0 && at >= match.end)
            break;
        const std::size_t length = lengthAt(text, at);
        if (length == 0)
            continue;
        match.begin = std::min(match.begin, at);
        match.end = std::max(match.end, at + length);
    }
    return match;
}

std::string Redactor::redacted(std::string text) const {
    if (m_patterns.empty())
        return text;
    Match match = nextMatch(text, 0);
    if (match.end == 0)
        return text;
    std::string result;
    std::size_t copied = 0;
    for (; match.end != 0; match = nextMatch(text, copied)) {
        result.append(text, copied, match.begin - copied).append(mask);
        copied = match.end;
    }
    return result.append(text, copied);
}

bool Redactor::applies(std::string_view text) const {
    return !m_patterns.empty() && nextMatch(text, 0).end != 0;
}

} // namespace dyno::settings
