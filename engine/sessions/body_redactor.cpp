#include "engine/sessions/body_redactor.h"

#include "engine/jsonrpc/message.h"
#include "engine/settings/secret_rules.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dyno::sessions {

namespace {

constexpr std::string_view mask = "•••";
constexpr int deepestText = 3; ///< JSON in a text in JSON in a text …
constexpr std::size_t mostKeys = 4096;

void replaceAll(std::string& text, const std::string& secret) {
    for (std::size_t at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + mask.size()))
        text.replace(at, secret.size(), mask);
}

/// Longest first: a secret may be part of another.
void blackOutTold(std::string& stretch, const std::string& teller) {
    std::vector<std::string> secrets = settings::secretsInText(teller);
    std::ranges::sort(secrets, std::ranges::greater(), &std::string::size);
    for (const std::string& secret : secrets)
        if (secret != mask)
            replaceAll(stretch, secret);
}

/// A line may be an assignment as a whole, and so may each of its words.
std::string lineWithoutTold(std::string line) {
    blackOutTold(line, line);
    constexpr std::string_view blanks = " \t\r\"',;()";
    const std::string words = line;
    for (std::size_t begin = 0; begin < words.size();) {
        const std::size_t end = std::min(words.find_first_of(blanks, begin), words.size());
        const std::string word = words.substr(begin, end - begin);
        if (word.find('=') != std::string::npos || word.find("://") != std::string::npos)
            blackOutTold(line, word);
        // Lines of a text that is JSON, as that has them: "A=1\\nB=2".
        for (std::size_t at = word.find('\\'); at != std::string::npos; at = word.find('\\', at + 1))
            if (const std::string part = word.substr(at + 1, word.find('\\', at + 1) - at - 1);
                part.find('=') != std::string::npos)
                blackOutTold(line, part);
        begin = end + 1;
    }
    return line;
}

/// Most texts cannot tell of a secret, and are passed by quickly.
bool mayTell(std::string_view text) {
    const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
    return has("=") || has(":") || has("earer ") || has("EARER ");
}

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The name that ends before a colon, in quotes: "name" or, as in a text in JSON, \"name\". Else empty.
std::string_view quotedNameBefore(std::string_view text, std::size_t colon) {
    std::size_t end = colon;
    while (end > 0 && isBlank(text[end - 1]))
        --end;
    if (end == 0 || (text[end - 1] != '"' && text[end - 1] != '\''))
        return {};
    const char quote = text[--end];
    while (end > 0 && text[end - 1] == '\\')
        --end;
    const std::size_t open = end == 0 ? std::string_view::npos : text.rfind(quote, end - 1);
    return open == std::string_view::npos ? std::string_view() : text.substr(open + 1, end - open - 1);
}

/// Where a value ends that begins at `begin`: a string at the quote that ends it, a list at its bracket.
std::pair<std::size_t, std::size_t> valueAt(std::string_view text, std::size_t begin) {
    while (begin < text.size() && isBlank(text[begin]))
        ++begin;
    const std::size_t quote = std::min(text.find_first_not_of('\\', begin), text.size());
    if (quote == text.size() || (text[quote] != '"' && text[quote] != '\'')) {
        const bool list = begin < text.size() && (text[begin] == '[' || text[begin] == '{');
        const std::size_t end = list ? text.find(text[begin] == '[' ? ']' : '}', begin)
                                     : text.find_first_of(",}]) \t\r\n", begin);
        return {begin, std::min(end, text.size())};
    }
    const std::size_t escapes = quote - begin;
    for (std::size_t at = quote + 1, slashes = 0; at < text.size(); ++at) {
        if (text[at] == text[quote] && slashes == escapes)
            return {quote + 1, at - escapes};
        slashes = text[at] != '\\' ? 0 : slashes > escapes ? escapes + 1 : slashes + 1;
    }
    return {quote + 1, text.size()};
}

/// Members of JSON that stands within other text, or is no whole one.
std::string withoutMembers(const std::string& text) {
    std::string result;
    std::size_t copied = 0;
    for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
        const std::string_view name = colon < copied ? std::string_view() : quotedNameBefore(text, colon);
        if (name.empty() || name.size() > 200 || !settings::isSecretName(name))
            continue;
        const auto [begin, end] = valueAt(text, colon + 1);
        if (!settings::isSecret(name, std::string_view(text).substr(begin, end - begin)))
            continue;
        result.append(text, copied, begin - copied).append(mask);
        copied = end;
    }
    return result.append(text, copied);
}

std::string withoutTold(const std::string& original) {
    const std::string text = withoutMembers(original);
    std::string result;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        result += mayTell(line) ? lineWithoutTold(line) : line;
        if (end < text.size())
            result += '\n';
        begin = end + 1;
    }
    return result;
}

std::string dump(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool looksLikeJson(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// Null for a text that is no JSON.
nlohmann::json parsed(const std::string& text) {
    if (!looksLikeJson(text) || jsonrpc::nestsTooDeep(text))
        return nullptr;
    nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    return value.is_discarded() ? nlohmann::json(nullptr) : value;
}

} // namespace

std::string BodyRedactor::withoutKnown(std::string text) const {
    return m_known ? m_known->redacted(std::move(text)) : text;
}

std::string BodyRedactor::plain(std::string text) const {
    return withoutKnown(mayTell(text) ? withoutTold(text) : std::move(text));
}

std::string BodyRedactor::json(std::string text) {
    nlohmann::json value = parsed(text);
    if (value.is_null())
        return plain(std::move(text));
    if (!holdsSecret(value, {}, 0))
        return withoutKnown(std::move(text));
    blackOut(value, {}, 0);
    return withoutKnown(dump(value));
}

std::string BodyRedactor::dumped(const Json& value) {
    if (!holdsSecret(value, {}, 0))
        return withoutKnown(dump(value));
    Json copy = value;
    blackOut(copy, {}, 0);
    return withoutKnown(dump(copy));
}

bool BodyRedactor::namesSecret(const std::string& key) {
    if (const auto found = m_keys.find(key); found != m_keys.end())
        return found->second;
    if (m_keys.size() >= mostKeys)
        m_keys.clear();
    return m_keys[key] = settings::isSecretName(key);
}

/// `name` is the nearest key around the value that names a secret; empty: none.
bool BodyRedactor::holdsSecret(const Json& value, const std::string& name, int depth) {
    if (value.is_array())
        return std::ranges::any_of(value, [&](const Json& item) { return holdsSecret(item, name, depth); });
    if (!value.is_object())
        return replacement(value, name, depth).has_value();
    for (const auto& item : value.items())
        if (holdsSecret(item.value(), namesSecret(item.key()) ? item.key() : name, depth))
            return true;
    return false;
}

void BodyRedactor::blackOut(Json& value, const std::string& name, int depth) {
    if (value.is_object()) {
        for (const auto& item : value.items())
            blackOut(item.value(), namesSecret(item.key()) ? item.key() : name, depth);
    } else if (value.is_array()) {
        for (Json& item : value)
            blackOut(item, name, depth);
    } else if (auto text = replacement(value, name, depth)) {
        value = std::move(*text);
    }
}

/// What takes the place of a value that is, or holds, a secret.
std::optional<std::string> BodyRedactor::replacement(const Json& leaf, const std::string& name, int depth) {
    if (leaf.is_null())
        return std::nullopt;
    if (!name.empty() && settings::isSecret(name, leaf.is_string() ? leaf.get<std::string>() : leaf.dump()))
        return std::string(mask);
    return leaf.is_string() ? replacementOfText(leaf.get_ref<const std::string&>(), depth) : std::nullopt;
}

std::optional<std::string> BodyRedactor::replacementOfText(const std::string& text, int depth) {
    if (!mayTell(text))
        return std::nullopt;
    Json value = depth < deepestText ? parsed(text) : Json();
    if (value.is_null()) {
        std::string told = withoutTold(text);
        return told == text ? std::nullopt : std::optional(std::move(told));
    }
    if (!holdsSecret(value, {}, depth + 1))
        return std::nullopt;
    blackOut(value, {}, depth + 1);
    return dump(value);
}

} // namespace dyno::sessions
