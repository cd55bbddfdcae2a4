#include "ui/bridge/server_book.h"

#include "ui/bridge/engine_bridge.h"

#include <QPointer>

#include <algorithm>

namespace dyno::ui {

using settings::HttpDialect;
using settings::RememberedServer;
using telemetry::LogLevel;
using telemetry::ServerState;

namespace {

HttpDialect dialectOf(const RememberedServer& server) {
    return server.found ? server.found->dialect : HttpDialect::Auto;
}

} // namespace

ServerBook::ServerBook(EngineBridge& bridge, settings::SecretStore& store, std::filesystem::path file,
                       QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_store(store)
    , m_file(std::move(file)) {
    connect(&bridge, &EngineBridge::snapshotChanged, this,
            [this](const SnapshotPtr& snapshot) { learn(*snapshot); });
}

// A piece of work that had not begun is dropped; the file is small.
ServerBook::~ServerBook() {
    m_background.reset();
    if (!m_recalled || (!m_dirty && !m_saving))
        return;
    if (const auto changes = settings::writeServers(m_file, servers()); changes.has_value())
        settings::storeSecrets(*changes, m_store, [](const Result<void>&) {});
}

void ServerBook::recall() {
    m_background->run<Result<std::vector<RememberedServer>>>(
        [file = m_file] { return settings::readServers(file); },
        [this](Result<std::vector<RememberedServer>> servers) { recalled(std::move(servers)); });
}

// They are listed before their secrets are there: a keychain may first ask for its password.
void ServerBook::recalled(Result<std::vector<RememberedServer>> servers) {
    if (servers.has_error())
        return m_bridge.log(LogLevel::Warning,
                            servers.error().message + "; no server is remembered until that is put right");
    std::vector<ServerId> ids;
    for (const RememberedServer& server : *servers) {
        ids.push_back(m_bridge.addServer(server.config, dialectOf(server)));
        m_entries.push_back({ids.back(), server});
    }
    m_recalled = true;
    if (m_dirty)
        save();
    Q_EMIT incompleteChanged();
    settings::recallSecrets(std::move(*servers), m_store,
                            [book = QPointer(this), ids](std::vector<RememberedServer> complete) {
                                if (book) // the store may answer when we are gone
                                    book->secretsRecalled(ids, std::move(complete));
                            });
}

void ServerBook::secretsRecalled(const std::vector<ServerId>& ids, std::vector<RememberedServer> servers) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        Entry* entry = find(ids[i]);
        // A person may have removed it, or been quicker than the keychain.
        if (entry && servers[i].missing.size() < entry->server.missing.size())
            change(*entry, std::move(servers[i]));
    }
    Q_EMIT incompleteChanged();
}

void ServerBook::change(Entry& entry, RememberedServer server) {
    entry.server = std::move(server);
    m_bridge.changeServer(entry.id, entry.server.config, dialectOf(entry.server));
}

ServerId ServerBook::add(settings::ServerConfig config) {
    const ServerId id = m_bridge.addServer(config);
    m_entries.push_back({id, {std::move(config), {}, {}}});
    save();
    return id;
}

void ServerBook::remove(ServerId id) {
    m_bridge.removeServer(id);
    if (std::erase_if(m_entries, [id](const Entry& entry) { return entry.id == id; }) == 0)
        return;
    save();
    Q_EMIT incompleteChanged();
}

const RememberedServer* ServerBook::incomplete(ServerId id) {
    const Entry* entry = find(id);
    return entry && !entry->server.missing.empty() ? &entry->server : nullptr;
}

std::vector<ServerId> ServerBook::incomplete() const {
    std::vector<ServerId> ids;
    for (const Entry& entry : m_entries) {
        if (!entry.server.missing.empty())
            ids.push_back(entry.id);
    }
    return ids;
}

void ServerBook::supply(ServerId id, const std::map<std::string, std::string>& values) {
    Entry* entry = find(id);
    if (!entry || entry->server.missing.empty())
        return;
    RememberedServer server = entry->server;
    settings::fillSecrets(server, values);
    change(*entry, std::move(server));
    save();
    Q_EMIT incompleteChanged();
}

/// How a server answered is worth keeping as long as it does.
void ServerBook::learn(const telemetry::Snapshot& snapshot) {
    bool changed = false;
    for (const telemetry::ServerStatus& status : snapshot.servers) {
        Entry* entry = find(status.id);
        if (!entry || (status.state != ServerState::Ready && status.state != ServerState::Failed))
            continue;
        std::optional<settings::FoundBefore> found;
        if (status.state == ServerState::Ready)
            found = settings::FoundBefore{settings::dialectNamed(status.transport), status.era};
        changed = changed || found != entry->server.found;
        entry->server.found = std::move(found);
    }
    if (changed)
        save();
}

void ServerBook::save() {
    m_dirty = true;
    if (!m_recalled || m_saving)
        return;
    m_dirty = false;
    m_saving = true;
    m_background->run<Result<settings::SecretChanges>>(
        [file = m_file, servers = servers()] { return settings::writeServers(file, servers); },
        [this](const Result<settings::SecretChanges>& changes) { saved(changes); });
}

// That the keychain fails is said by the store, once.
void ServerBook::saved(const Result<settings::SecretChanges>& changes) {
    m_saving = false;
    if (changes.has_value())
        settings::storeSecrets(*changes, m_store, [](const Result<void>&) {});
    else
        m_bridge.log(LogLevel::Warning, changes.error().message + "; servers are not remembered");
    if (m_dirty)
        save();
}

std::vector<RememberedServer> ServerBook::servers() const {
    std::vector<RememberedServer> servers;
    for (const Entry& entry : m_entries)
        servers.push_back(entry.server);
    return servers;
}

ServerBook::Entry* ServerBook::find(ServerId id) {
    const auto found = std::ranges::find(m_entries, id, &Entry::id);
    return found == m_entries.end() ? nullptr : &*found;
}

} // namespace dyno::ui
