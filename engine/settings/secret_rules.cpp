#include "engine/settings/secret_rules.h"

#include "engine/settings/url.h"

#include <algorithm>
#include <array>
#include <set>

namespace dyno::settings {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

/// These always mean a secret.
constexpr std::array<std::string_view, 9> strongWords{"secret",     "password",   "passwd",
                                                      "passphrase", "credential", "authorization",
                                                      "cookie",     "bearer",     "private_key"};
/// These mean a secret unless the value is obviously none.
constexpr std::array<std::string_view, 4> weakWords{"key", "token", "auth", "pwd"};

/// "author" is not "auth"; PWD alone is the working directory.
bool isInnocent(std::string_view name) {
    return name == "pwd" || name == "oldpwd";
}

bool holds(std::string_view name, std::string_view word) {
    for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1))
        if (word != "auth" || name.compare(at, 6, "author") != 0)
            return true;
    return false;
}

template<class Words>
bool holdsAny(std::string_view name, const Words& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return holds(name, word); });
}

/// A switch or a small number: hiding it would hide half of every log.
bool isPlainSetting(std::string_view value) {
    constexpr std::array<std::string_view, 10> words{"",   "true", "false", "yes",  "no",
                                                     "on", "off",  "none",  "null", "auto"};
    const bool number = value.size() < 8 && value.find_first_not_of("0123456789.") == std::string_view::npos;
    return number || std::find(words.begin(), words.end(), lowerCase(value)) != words.end();
}

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool isName(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isNameCharacter);
}

std::string_view afterBlanks(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

/// Gathers secrets of one text, and drops nothing but empty ones.
class Finder {
public:
    std::vector<std::string> take() { return {m_secrets.begin(), m_secrets.end()}; }

    void add(std::string_view secret) {
        if (!secret.empty())
            m_secrets.emplace(secret);
    }

    /// A value that is secret by its name. "Basic X" and "Token X" are told apart as "Bearer X" is.
    void addValue(std::string_view value) {
        add(value);
        const std::size_t blank = value.find(' ');
        if (blank != std::string_view::npos && blank < 12 &&
            value.find(' ', blank + 1) == std::string_view::npos)
            add(value.substr(blank + 1));
    }

    void read(const std::string& text) {
        readBearers(text);
        readAssignment(text, '=');
        readAssignment(text, ':');
        readUrl(text);
    }

private:
    void readBearers(const std::string& text) {
        constexpr std::string_view word = "bearer ";
        const std::string lowered = lowerCase(text);
        for (std::size_t at = lowered.find(word); at != std::string::npos; at = lowered.find(word, at + 1)) {
            const std::string_view rest = afterBlanks(std::string_view(text).substr(at + word.size()));
            add(rest.substr(0, rest.find_first_of(" \t\"',;")));
        }
    }

    void readAssignment(std::string_view text, char separator) {
        const std::size_t at = text.find(separator);
        if (at == std::string_view::npos || text.compare(at, 3, "://") == 0 || !isName(text.substr(0, at)))
            return;
        const std::string_view value = afterBlanks(text.substr(at + 1));
        if (isSecret(text.substr(0, at), value))
            addValue(value);
    }

    void readUrl(const std::string& text) {
        const std::size_t mark = text.find("://");
        if (mark == std::string::npos)
            return;
        std::size_t begin = mark;
        while (begin > 0 && isNameCharacter(text[begin - 1]))
            --begin;
        const auto url = parseUrl(text.substr(begin, text.find_first_of(" \t\"'", begin) - begin));
        if (url.has_error())
            return;
        const bool web = url->scheme == "http" || url->scheme == "https";
        addEncoded(!url->password.empty() ? url->password : web ? url->user : std::string());
        readQuery(url->query);
    }

    void readQuery(std::string_view query) {
        while (!query.empty()) {
            const std::string_view pair = query.substr(0, query.find('&'));
            query.remove_prefix(std::min(pair.size() + 1, query.size()));
            const std::size_t equals = std::min(pair.find('='), pair.size());
            const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
            if (isSecret(pair.substr(0, equals), value))
                addEncoded(value);
        }
    }

    void addEncoded(std::string_view text) {
        add(text);
        add(urlDecoded(text));
    }

    std::set<std::string> m_secrets;
};

void readArguments(const std::vector<std::string>& argv, Finder& finder) {
    for (std::size_t i = 0; i < argv.size(); ++i) {
        finder.read(argv[i]);
        if (i + 1 < argv.size() && argv[i].starts_with('-') && !argv[i + 1].starts_with("--") &&
            isName(argv[i]) && isSecret(argv[i], argv[i + 1]))
            finder.addValue(argv[i + 1]);
    }
}

} // namespace

bool isSecretName(std::string_view name) {
    const std::string lowered = lowerCase(name);
    return !isInnocent(lowered) && (holdsAny(lowered, strongWords) || holdsAny(lowered, weakWords));
}

bool isSecret(std::string_view name, std::string_view value) {
    if (value.empty() || !isSecretName(name))
        return false;
    return holdsAny(lowerCase(name), strongWords) || !isPlainSetting(value);
}

std::vector<std::string> secretsInText(const std::string& text) {
    Finder finder;
    finder.read(text);
    return finder.take();
}

std::vector<std::string> secretsIn(const ServerConfig& config) {
    Finder finder;
    readArguments(config.argv, finder);
    for (const auto& [name, value] : config.environment) {
        finder.read(value);
        if (isSecret(name, value))
            finder.addValue(value);
    }
    if (!config.http)
        return finder.take();
    finder.read(config.http->url);
    for (const auto& [name, value] : config.http->headers) {
        finder.read(value);
        if (isSecret(name, value))
            finder.addValue(value);
    }
    return finder.take();
}

void noteSecrets(ServerConfig& config) {
    std::set<std::string> secrets(config.secrets.begin(), config.secrets.end());
    for (std::string& secret : secretsIn(config))
        secrets.insert(std::move(secret));
    config.secrets.assign(secrets.begin(), secrets.end());
}

} // namespace dyno::settings
