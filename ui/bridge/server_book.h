#pragma once

#include "engine/ids.h"
#include "engine/settings/server_memory.h"
#include "ui/bridge/background.h"

#include <QObject>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dyno::telemetry {
struct Snapshot;
}

namespace dyno::ui {

class EngineBridge;

/// The person's servers: adds them to the engine, and remembers them from one start to the next with how they
/// were last spoken to. Files are read and written in the background. UI thread only.
class ServerBook : public QObject {
    Q_OBJECT

public:
    /// Bridge and store outlive it.
    ServerBook(EngineBridge& bridge, settings::SecretStore& store, std::filesystem::path file,
               QObject* parent = nullptr);
    /// Writes what is not yet written.
    ~ServerBook() override;

    /// Adds the servers of the file, not started, a little later; nothing is written before. A file that
    /// cannot be read is logged and left as it is.
    void recall();
    /// Adds a server (not started). The id is valid at once.
    ServerId add(settings::ServerConfig config);
    void remove(ServerId id);

    /// A server that was recalled without some of its secrets, which must be supplied before it is started;
    /// null for any other. Valid until the next call or event.
    const settings::RememberedServer* incomplete(ServerId id);
    std::vector<ServerId> incomplete() const;
    /// Gives secrets, by key.
    void supply(ServerId id, const std::map<std::string, std::string>& values);

Q_SIGNALS:
    void incompleteChanged();

private:
    struct Entry {
        ServerId id;
        settings::RememberedServer server;
    };

    void recalled(Result<std::vector<settings::RememberedServer>> servers);
    void secretsRecalled(const std::vector<ServerId>& ids, std::vector<settings::RememberedServer> servers);
    void change(Entry& entry, settings::RememberedServer server);
    void learn(const telemetry::Snapshot& snapshot);
    void save();
    void saved(const Result<settings::SecretChanges>& changes);
    std::vector<settings::RememberedServer> servers() const;
    Entry* find(ServerId id);

    EngineBridge& m_bridge;
    settings::SecretStore& m_store;
    const std::filesystem::path m_file;
    std::vector<Entry> m_entries;
    bool m_recalled = false; ///< only then is it known what the file holds
    bool m_dirty = false;
    bool m_saving = false;
    std::unique_ptr<Background> m_background = std::make_unique<Background>();
};

} // namespace dyno::ui
