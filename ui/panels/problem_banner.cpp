#include "ui/panels/problem_banner.h"

#include "ui/format.h"
#include "ui/models/server_text.h"

#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

ProblemBanner::ProblemBanner(Theme& theme, QWidget* parent)
    : Strip(Tone::Bad, Qt::Horizontal, parent) {
    setObjectName(u"problemBanner"_s);
    auto* details = new QPushButton(tr("Details"), this);
    auto* dismiss = new QToolButton(this);
    dismiss->setObjectName(u"dismissProblem"_s);
    dismiss->setToolTip(tr("Dismiss"));
    dismiss->setAccessibleName(tr("Dismiss the problem"));
    bindIcon(theme, dismiss, u"close"_s);
    m_details = details;
    addButton(details);
    addButton(dismiss);
    connect(details, &QPushButton::clicked, this, [this] { Q_EMIT serverRequested(m_shown.server); });
    connect(dismiss, &QToolButton::clicked, this, [this] {
        m_dismissed.push_back(m_shown);
        hide();
    });
}

void ProblemBanner::setSnapshot(const telemetry::Snapshot& snapshot) {
    const std::vector<Problem> problems = problemsOf(snapshot);
    // A problem that went away and comes back is news again.
    const auto isIn = [](const std::vector<Problem>& list, const Problem& problem) {
        return std::ranges::find(list, problem) != list.end();
    };
    std::erase_if(m_dismissed, [&](const Problem& problem) { return !isIn(problems, problem); });
    const auto news = std::ranges::find_if(problems, [&](const Problem& p) { return !isIn(m_dismissed, p); });
    setVisible(news != problems.end());
    if (news == problems.end() || *news == m_shown)
        return;
    m_shown = *news;
    setText(m_shown.text);
    m_details->setVisible(m_shown.server != 0);
}

std::vector<ProblemBanner::Problem> ProblemBanner::problemsOf(const telemetry::Snapshot& snapshot) {
    std::vector<Problem> problems;
    for (const telemetry::ServerStatus& server : snapshot.servers) {
        if (server.state == telemetry::ServerState::Failed && server.error)
            problems.push_back(
                {server.id, tr("%1 failed — %2").arg(toQString(server.name), errorLine(*server.error))});
    }
    const auto& workload = snapshot.workload;
    const bool stopped = workload.error && workload.error->kind != ErrorKind::Cancelled;
    if (stopped && workload.phase == telemetry::WorkloadPhase::Idle)
        problems.push_back({0, tr("The workload ended — %1").arg(errorLine(*workload.error))});
    return problems;
}

} // namespace dyno::ui
