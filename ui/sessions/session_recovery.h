#pragma once

#include "ui/bridge/background.h"
#include "ui/panels/strip.h"

#include "engine/sessions/session_folder.h"

#include <vector>

namespace dyno::ui {

/// Offers sessions that were not closed, as after a crash, the newest first. Which of them the person has
/// decided about is remembered.
class SessionRecovery : public Strip {
    Q_OBJECT

public:
    explicit SessionRecovery(QWidget* parent);

    /// Looks for them in the background, and deletes there what else is older or more than retention allows,
    /// but for the files that are `needed`.
    void look(const std::filesystem::path& folder, std::vector<std::filesystem::path> needed);

Q_SIGNALS:
    void openRequested(const std::filesystem::path& file);
    void failed(const std::filesystem::path& file, const dyno::Error& error);

private:
    void offer();
    void open();
    void discard();
    void decided();

    std::vector<sessions::SessionInfo> m_found; ///< newest first
    Background m_background;
};

} // namespace dyno::ui
