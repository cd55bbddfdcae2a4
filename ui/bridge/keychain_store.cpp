#include "ui/bridge/keychain_store.h"

#include <qt6keychain/keychain.h>

namespace dyno::ui {

namespace {

const QString service = QStringLiteral("mcp-dyno");

} // namespace

KeychainStore::KeychainStore(QObject* parent)
    : QObject(parent) {}

void KeychainStore::get(const std::string& server, const std::string& key, Found found) {
    auto* job = new QKeychain::ReadPasswordJob(service, this);
    connect(job, &QKeychain::Job::finished, this, [this, job, found = std::move(found)] {
        if (job->error() == QKeychain::NoError)
            found(std::optional(job->textData().toStdString()));
        else if (job->error() == QKeychain::EntryNotFound)
            found(std::optional<std::string>());
        else
            found(failure(*job));
    });
    start(job, server, key);
}

void KeychainStore::set(const std::string& server, const std::string& key, const std::string& value,
                        Done done) {
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setTextData(QString::fromStdString(value));
    connect(job, &QKeychain::Job::finished, this, [this, job, done = std::move(done)] {
        done(job->error() == QKeychain::NoError ? Result<void>() : failure(*job));
    });
    start(job, server, key);
}

void KeychainStore::remove(const std::string& server, const std::string& key, Done done) {
    auto* job = new QKeychain::DeletePasswordJob(service, this);
    connect(job, &QKeychain::Job::finished, this, [this, job, done = std::move(done)] {
        const bool gone = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        done(gone ? Result<void>() : failure(*job));
    });
    start(job, server, key);
}

void KeychainStore::start(QKeychain::Job* job, const std::string& server, const std::string& key) {
    job->setInsecureFallback(false); // the fallback is a settings file in clear text
    job->setKey(QString::fromStdString(server) + u'/' + QString::fromStdString(key));
    job->start();
}

Error KeychainStore::failure(const QKeychain::Job& job) {
    Error error{ErrorKind::Io, "the keychain cannot be used: " + job.errorString().toStdString()};
    if (!std::exchange(m_saidUnavailable, true))
        Q_EMIT unavailable(QString::fromStdString(error.message));
    return error;
}

} // namespace dyno::ui
