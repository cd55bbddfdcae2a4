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
        begin = end + 1;
    }
    return line;
}

/// Most texts cannot tell of a secret, and are passed by quickly.
bool mayTell(std::string_view text) {
    const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
    return has("=") || has(":") || has("earer ") || has("EARER ");
}

std::string withoutTold(const std::string& text) {
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
