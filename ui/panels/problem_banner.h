#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/panels/strip.h"
#include "ui/theme/theme.h"

#include <vector>

namespace dyno::ui {

/// Says over the charts that a server failed or the workload ended early, until dismissed or over. One
/// problem at a time, servers first.
class ProblemBanner : public Strip {
    Q_OBJECT

public:
    ProblemBanner(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);

Q_SIGNALS:
    /// Wants to see the server that failed.
    void serverRequested(dyno::ServerId id);

private:
    struct Problem {
        ServerId server = 0; ///< 0: the workload
        QString text;

        bool operator==(const Problem&) const = default;
    };

    static std::vector<Problem> problemsOf(const telemetry::Snapshot& snapshot);

    Problem m_shown;
    std::vector<Problem> m_dismissed;
    QWidget* m_details;
};

} // namespace dyno::ui
