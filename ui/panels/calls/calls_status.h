#pragma once

#include "engine/sessions/session_reader.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;

namespace dyno::ui {

/// The line above the calls: how many are shown, of how many, and that they are being looked for.
class CallsStatus : public QWidget {
    Q_OBJECT

public:
    struct Counts {
        std::uint64_t shown = 0;
        std::uint64_t standsFor = 0; ///< those that are shown
        std::uint64_t kept = 0;      ///< in the session
        std::uint64_t seen = 0;      ///< in the session, kept or not; zero where it is not known
        bool filtered = false;
        std::optional<sessions::Range> range;
        bool halted = false; ///< new ones have no place in the order
    };

    explicit CallsStatus(QWidget* parent);

    /// Nothing: there is no session.
    void setCounts(const std::optional<Counts>& counts);
    /// Is shown once it takes long enough to be spoken of.
    void setSearching(bool searching);

private:
    void setUpProgress();

    QLabel* m_count;
    QProgressBar* m_progress;
    QTimer m_delay;
};

} // namespace dyno::ui
