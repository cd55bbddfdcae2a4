#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/bridge/session_source.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

namespace dyno::ui {

/// Asks a session what its turned knobs brought: once, and while it is recorded again and again as long as
/// the time after the last change grows. Asks nothing while nobody looks: reading costs what is measured.
class ChangeVerdicts : public QObject {
    Q_OBJECT

public:
    using Verdicts = std::vector<sessions::ChangeVerdict>;

    explicit ChangeVerdicts(std::chrono::milliseconds pace, QObject* parent = nullptr);

    /// Null: there is nothing to ask. Stays the caller's, may go at any time.
    void setSource(SessionSource* source);
    /// It is being recorded.
    void setLive(bool live);
    void setWatched(bool watched);
    /// A knob was turned.
    void noteChange();

Q_SIGNALS:
    void arrived(const Verdicts& verdicts);
    void failed(const Error& error);

private:
    void ask();
    void askInTime();

    QPointer<SessionSource> m_source;
    QTimer m_pace;
    std::uint64_t m_question = 0; ///< number of the last one
    int m_left = 0;               ///< how often it is still to be asked
    bool m_asking = false;
    bool m_live = false;
    bool m_watched = false;
};

} // namespace dyno::ui
