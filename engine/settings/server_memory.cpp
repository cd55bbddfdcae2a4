#include "engine/settings/server_memory.h"

#include "engine/settings/config_home.h"
#include "engine/settings/import/text_file.h"
#include "engine/settings/replace_file.h"

#include <fmt/format.h>

#include <memory>
#include <set>
#include <utility>

namespace dyno::settings {

namespace {

namespace fs = std::filesystem;
using Servers = std::vector<RememberedServer>;
using SecretName = std::pair<std::string, std::string>; // server, key

std::set<SecretName> secretNames(const Servers& servers) {
    std::set<SecretName> names;
    for (const RememberedServer& server : servers)
        for (const std::string& key : server.missing)
            names.emplace(server.config.name, key);
    return names;
}

/// Several calls of a store. It is done when the last of their callbacks is gone.
struct Saving {
    Result<void> outcome;
    std::function<void(Result<void>)> done;

    ~Saving() { done(std::move(outcome)); }
};

struct Recalling {
    Servers servers;
    std::function<void(Servers)> done;
    std::map<std::string, std::map<std::string, std::string>> values; ///< by server and key

    ~Recalling() {
        for (RememberedServer& server : servers)
            fillSecrets(server, values[server.config.name]);
        done(std::move(servers));
    }
};

SecretStore::Done noteFailure(const std::shared_ptr<Saving>& saving) {
    return [saving](const Result<void>& result) {
        if (result.has_error() && saving->outcome.has_value())
            saving->outcome = result.error();
    };
}

} // namespace

fs::path rememberedServersFile(const fs::path& home, const std::map<std::string, std::string>& environment) {
    return configHome(home, environment) / "mcp-dyno/servers.json";
}

Result<SecretChanges> writeServers(const fs::path& file, Servers servers) {
    const auto before = readServers(file);
    std::set<SecretName> stale = before.has_value() ? secretNames(*before) : std::set<SecretName>{};
    RememberedText remembered = writeRemembered(std::move(servers));
    if (auto written = replaceFile(file, remembered.text, 0600); written.has_error())
        return written.error();
    if (const auto now = readRemembered(remembered.text); now.has_value())
        for (const SecretName& name : secretNames(*now))
            stale.erase(name);
    return SecretChanges{std::move(remembered.secrets), {stale.begin(), stale.end()}};
}

void storeSecrets(const SecretChanges& changes, SecretStore& store, std::function<void(Result<void>)> done) {
    const auto saving = std::shared_ptr<Saving>(new Saving{{}, std::move(done)});
    for (const StoredSecret& secret : changes.kept)
        store.set(secret.server, secret.key, secret.value, noteFailure(saving));
    for (const auto& [server, key] : changes.gone)
        store.remove(server, key, noteFailure(saving));
}

Result<Servers> readServers(const fs::path& file) {
    std::error_code ec;
    if (!fs::exists(file, ec) && !ec)
        return Servers{};
    const auto text = readTextFile(file);
    if (text.has_error())
        return text.error();
    auto servers = readRemembered(*text);
    if (servers.has_error())
        return Error{ErrorKind::InvalidInput, fmt::format("{}: {}", file.string(), servers.error().message)};
    return servers;
}

void recallSecrets(Servers servers, SecretStore& store, std::function<void(Servers)> done) {
    const std::set<SecretName> names = secretNames(servers);
    const auto recalling = std::shared_ptr<Recalling>(new Recalling{std::move(servers), std::move(done), {}});
    for (const auto& [server, key] : names) {
        const auto note = [recalling, server = server,
                           key = key](const Result<std::optional<std::string>>& found) {
            if (found.has_value() && *found)
                recalling->values[server][key] = **found;
        };
        store.get(server, key, note);
    }
}

} // namespace dyno::settings
