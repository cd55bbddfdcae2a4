#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_source.h"

#include <QObject>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace dyno::ui {

/// Reads sessions and compares two of their runs, in the background. UI thread only.
class SessionComparer : public QObject {
    Q_OBJECT

public:
    struct Session {
        std::filesystem::path file;
        std::optional<sessions::SessionInfo> info; ///< once it is read
        std::optional<Error> error;                ///< why it cannot be
    };
    /// One run of one session; 0: the whole session.
    struct Choice {
        std::size_t session = 0;
        std::uint32_t run = 0;

        auto operator<=>(const Choice&) const = default;
    };
    using SamplePtr = std::shared_ptr<const sessions::Sample>;

    /// Reads the last run of each, and compares the last session with the first; of one session alone, its
    /// last run with its first.
    explicit SessionComparer(std::vector<std::filesystem::path> files, QObject* parent = nullptr);
    ~SessionComparer() override;

    const std::vector<Session>& sessions() const { return m_sessions; }
    Choice before() const { return m_before; }
    Choice after() const { return m_after; }
    /// Null until it is read.
    SamplePtr sample(Choice choice) const;
    /// Null until it is made; see problem().
    const sessions::Comparison* comparison() const { return m_comparison.get(); }
    /// Why there is none and will be none; empty as long as there may be one.
    std::optional<Error> problem() const;

    void choose(Choice before, Choice after);
    /// The last run, else the whole session.
    Choice usual(std::size_t session) const;

    bool isBusy() const { return m_reading > 0 || m_comparing; }
    /// Of all that was asked for, for a progress bar; comparing counts as one.
    int done() const { return m_asked - m_reading; }
    int asked() const { return m_asked + 1; }
    bool isCancelled() const { return m_cancelled; }
    /// What is being read is let go of. It can be begun anew with resume().
    void cancel();
    void resume();

Q_SIGNALS:
    void changed();

private:
    void readUsual(std::size_t session);
    void read(Choice choice);
    void ask(std::size_t session, std::optional<sessions::Range> range, std::function<void(SamplePtr)> taken);
    std::optional<sessions::Range> rangeOf(Choice choice) const;
    void proceed();
    void compare();

    std::vector<Session> m_sessions;
    std::vector<SessionSource*> m_sources;
    std::map<Choice, SamplePtr> m_samples; ///< null: it is being read
    Choice m_before, m_after;
    std::shared_ptr<const sessions::Comparison> m_comparison;
    int m_round = 0; ///< what was asked for in an earlier one is not waited for
    int m_asked = 0, m_reading = 0;
    bool m_comparing = false, m_cancelled = false;
    Background m_background;
};

} // namespace dyno::ui
