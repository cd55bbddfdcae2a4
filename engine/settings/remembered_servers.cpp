#include "engine/settings/remembered_servers.h"

#include "engine/settings/config_texts.h"
#include "engine/settings/import/lenient_json.h"
#include "engine/settings/import/substitution.h"
#include "engine/settings/remembered_json.h"
#include "engine/settings/secret_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace dyno::settings {

namespace {

constexpr std::string_view opening = "${secret:";

/// Takes the secrets out of one server's configuration.
class SecretTaker {
public:
    explicit SecretTaker(RememberedServer& server, std::vector<StoredSecret>& taken)
        : m_server(server)
        , m_taken(taken) {
        noteSecrets(server.config);
        m_secrets = server.config.secrets;
        std::erase_if(m_secrets, [&](const std::string& secret) { return !needsKeeping(secret); });
    }

    void run() {
        forEachText(m_server.config,
                    [this](std::string& text, const std::string& where) { replace(text, where); });
    }

private:
    struct Stretch {
        std::size_t begin;
        std::size_t end;
    };

    bool needsKeeping(const std::string& secret) const {
        if (secret.empty() || isSchemeAndSecret(secret))
            return false;
        // The rules take a reference to a missing secret for one.
        return secret.find(opening) == std::string::npos || holdsForeignReference(secret);
    }

    /// "Bearer X" need not be kept beside X, and the word is a help to whoever is asked for X.
    bool isSchemeAndSecret(const std::string& secret) const {
        const std::size_t blank = secret.find(' ');
        const auto& all = m_server.config.secrets;
        return blank != std::string::npos &&
               std::find(all.begin(), all.end(), secret.substr(blank + 1)) != all.end();
    }

    void replace(std::string& text, const std::string& where) {
        if (text.empty())
            return;
        if (mustGoWhole(text)) {
            text = take(text, where);
            return;
        }
        std::string replaced;
        std::size_t copied = 0;
        for (const Stretch& stretch : stretches(text)) {
            replaced.append(text, copied, stretch.begin - copied);
            replaced += take(text.substr(stretch.begin, stretch.end - stretch.begin), where);
            copied = stretch.end;
        }
        text = replaced.append(text, copied);
    }

    /// A secret of a few characters would be found in the middle of words; and what looks like a reference of
    /// ours must not be taken for one when it is read.
    bool mustGoWhole(const std::string& text) const {
        constexpr std::size_t leastBytes = 4;
        const bool holdsShort =
            std::any_of(m_secrets.begin(), m_secrets.end(), [&](const std::string& secret) {
                return secret.size() < leastBytes && text.find(secret) != std::string::npos;
            });
        return holdsShort || holdsForeignReference(text);
    }

    bool holdsForeignReference(const std::string& text) const {
        for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
            const std::size_t name = at + opening.size();
            const std::string key = text.substr(name, text.find('}', name) - name);
            if (std::find(m_server.missing.begin(), m_server.missing.end(), key) == m_server.missing.end())
                return true;
        }
        return false;
    }

    /// What the secrets cover, in order; those that overlap are one.
    std::vector<Stretch> stretches(const std::string& text) const {
        std::vector<Stretch> found;
        for (const std::string& secret : m_secrets)
            for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 1))
                found.push_back({at, at + secret.size()});
        std::sort(found.begin(), found.end(),
                  [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
        std::vector<Stretch> merged;
        for (const Stretch& stretch : found) {
            if (merged.empty() || stretch.begin >= merged.back().end)
                merged.push_back(stretch);
            merged.back().end = std::max(merged.back().end, stretch.end);
        }
        return merged;
    }

    /// Keeps the value under a key of its own; returns the reference to it.
    std::string take(const std::string& value, const std::string& where) {
        std::string key = where;
        std::replace(key.begin(), key.end(), '}', '_');
        for (int count = 2; !isFree(key); ++count)
            key = fmt::format("{}.{}", where, count);
        m_keys.insert(key);
        m_taken.push_back({m_server.config.name, key, value});
        return fmt::format("{}{}}}", opening, key);
    }

    bool isFree(const std::string& key) const {
        return !m_keys.contains(key) &&
               std::find(m_server.missing.begin(), m_server.missing.end(), key) == m_server.missing.end();
    }

    RememberedServer& m_server;
    std::vector<StoredSecret>& m_taken;
    std::vector<std::string> m_secrets;
    std::set<std::string> m_keys;
};

void makeNamesUnique(std::vector<RememberedServer>& servers) {
    std::set<std::string> names;
    for (RememberedServer& server : servers) {
        const std::string name = server.config.name;
        for (int count = 2; !names.insert(server.config.name).second; ++count)
            server.config.name = fmt::format("{} ({})", name, count);
    }
}

std::vector<std::string> keysIn(ServerConfig config) {
    std::set<std::string> keys;
    forEachText(config, [&](std::string& text, const std::string&) {
        for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
            const std::size_t name = at + opening.size();
            if (const std::size_t end = text.find('}', name); end != std::string::npos)
                keys.insert(text.substr(name, end - name));
        }
    });
    return {keys.begin(), keys.end()};
}

} // namespace

RememberedText writeRemembered(std::vector<RememberedServer> servers) {
    makeNamesUnique(servers);
    RememberedText result;
    for (RememberedServer& server : servers)
        SecretTaker(server, result.secrets).run();
    result.text = rememberedJson(servers);
    return result;
}

Result<std::vector<RememberedServer>> readRemembered(const std::string& text) {
    auto servers = parseRememberedJson(text);
    if (servers.has_error())
        return servers;
    for (RememberedServer& server : *servers)
        server.missing = keysIn(server.config);
    return servers;
}

void fillSecrets(RememberedServer& server, const std::map<std::string, std::string>& values) {
    forEachText(server.config, [&](std::string& text, const std::string&) {
        text = fillReferences(std::move(text), "secret", values);
    });
    std::erase_if(server.missing, [&](const std::string& key) {
        const auto value = values.find(key);
        if (value != values.end() && !value->second.empty())
            server.config.secrets.push_back(value->second);
        return value != values.end();
    });
    if (server.missing.empty())
        noteSecrets(server.config);
}

} // namespace dyno::settings
