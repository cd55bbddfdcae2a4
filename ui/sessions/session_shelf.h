#pragma once

#include "engine/sessions/session_folder.h"
#include "ui/bridge/background.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <filesystem>
#include <vector>

class QTimer;

namespace dyno::ui {

/// Knows the sessions of this person: those in a folder, and those that were saved or opened elsewhere, which
/// are remembered from one start to the next. Reads, labels and deletes their files in the background. UI
/// thread only.
class SessionShelf : public QObject {
    Q_OBJECT

public:
    explicit SessionShelf(QObject* parent = nullptr);

    /// Watched from now on.
    void setFolder(const std::filesystem::path& folder);
    void remember(const std::filesystem::path& file);
    void forget(const std::filesystem::path& file);

    /// Lists all of them, or looks again at this one.
    void refresh();
    void refresh(const std::filesystem::path& file);
    void readP99(const std::vector<std::filesystem::path>& files);
    void label(const std::filesystem::path& file, const sessions::Labels& labels);
    void remove(const std::vector<std::filesystem::path>& files);

Q_SIGNALS:
    void listed(const std::vector<dyno::sessions::ListedSession>& sessions);
    void listedOne(const dyno::sessions::ListedSession& session);
    void p99Read(const std::filesystem::path& file, dyno::async::Duration p99);
    /// In words, what could not be done and why.
    void failed(const QString& what);

private:
    std::vector<std::filesystem::path> places() const;
    void store() const;

    std::filesystem::path m_folder;
    std::vector<std::filesystem::path> m_files; ///< the one that was used last comes last
    QFileSystemWatcher m_watcher;
    QTimer* m_soon;
    Background m_background;
    Background m_figures; ///< takes longer, and is not waited for
};

} // namespace dyno::ui
