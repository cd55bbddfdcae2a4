#pragma once

#include "ui/bridge/background.h"
#include "ui/session_view.h"
#include "ui/sessions/unsaved_sessions.h"

#include <QObject>

class QAction;
class QMainWindow;
class QMenu;
class QToolButton;

namespace dyno::ui {

class Dashboard;
class NoticeStrip;
class RangeStrip;
class RecordingIndicator;
class SessionRecovery;
class SessionSaver;
class SessionStrip;
class Theme;

/// What the window does with sessions: records its own, saves, opens, and shows ranges of them. Only wires.
class SessionDesk : public QObject {
    Q_OBJECT

public:
    /// All outlive it; the window is its parent.
    SessionDesk(Theme& theme, EngineBridge& bridge, Dashboard& dashboard, QMainWindow* window);

    SessionView& view() { return m_view; }
    QToolButton* indicator() const;
    void addActions(QMenu& menu);

    void setLive(const SnapshotPtr& newest);
    /// Records the session into a new file in this folder, cleans it up and offers what a crash has left
    /// there. Without `record` nothing is recorded until the person asks for it.
    void keepSessionsIn(const std::filesystem::path& folder, bool record);
    /// The file that sessions from now on belong to; empty: none.
    void setWorkspace(const QString& path) { m_workspace = path.toStdString(); }
    /// Recordings keep no requests and answers, whatever the person has chosen before.
    void withoutBodies() { m_bodies = false; }
    void open(const QString& path);
    /// Asks for a name.
    void saveAs(const std::filesystem::path& file);

    /// Whether the window may go. If not, the person is asked, and the window closed again as they decide.
    bool mayClose();

Q_SIGNALS:
    void folderChanged(const std::filesystem::path& folder);
    void saved(const std::filesystem::path& to);

private:
    void buildStrips(Theme& theme);
    void wireRanges();
    void wireRecording();
    void wireFiles();
    bool eventFilter(QObject* watched, QEvent* event) override;
    void startRecording();
    void chooseFile();
    void saveShown();
    void fileSaved(const std::filesystem::path& file, const std::filesystem::path& to);
    void askToSave();
    void saveNext();
    void closeWindow();
    void showShown();
    void showInFolder();

    EngineBridge& m_bridge;
    Dashboard& m_dashboard;
    QMainWindow* m_window;
    SessionView m_view;
    SessionSaver* m_saver;
    RecordingIndicator* m_indicator;
    SessionStrip* m_session = nullptr;
    RangeStrip* m_range = nullptr;
    SessionRecovery* m_recovery = nullptr;
    NoticeStrip* m_recordingProblem = nullptr;
    NoticeStrip* m_notice = nullptr;
    QAction* m_back = nullptr;
    QAction* m_save = nullptr;
    std::filesystem::path m_folder;
    std::string m_workspace;
    bool m_bodies = true;
    UnsavedSessions m_unsaved;
    std::vector<UnsavedSessions::Session> m_toSave; ///< the window closes once these are saved
    bool m_mayClose = false;
    Background m_background;
};

} // namespace dyno::ui
