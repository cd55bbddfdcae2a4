#pragma once

#include "engine/settings/secret_store.h"

#include <QObject>

namespace QKeychain {
class Job;
}

namespace dyno::ui {

/// Secrets in the system's keychain (Secret Service, KWallet, macOS), under the service "mcp-dyno". UI thread
/// only. Where there is no keychain every call fails, and nothing is kept anywhere else.
class KeychainStore : public QObject, public settings::SecretStore {
    Q_OBJECT

public:
    explicit KeychainStore(QObject* parent = nullptr);

    void get(const std::string& server, const std::string& key, Found found) override;
    void set(const std::string& server, const std::string& key, const std::string& value, Done done) override;
    void remove(const std::string& server, const std::string& key, Done done) override;

Q_SIGNALS:
    /// There is no keychain, or it does not let us in: said once, in words for people.
    void unavailable(const QString& why);

private:
    void start(QKeychain::Job* job, const std::string& server, const std::string& key);
    Error failure(const QKeychain::Job& job);

    bool m_saidUnavailable = false;
};

} // namespace dyno::ui
