#include "ui/models/flow_window.h"

#include <algorithm>

namespace dyno::ui {
namespace {

using telemetry::Stage;
using telemetry::StageFlow;

// Less is a call that passes by, not one that waits.
constexpr double leastHeld = 0.5;

bool beganAnew(const std::array<StageFlow, telemetry::stageCount>& before,
               const std::array<StageFlow, telemetry::stageCount>& now) {
    return !std::ranges::equal(before, now, [](const StageFlow& one, const StageFlow& other) {
        return one.in <= other.in && one.out <= other.out;
    });
}

} // namespace

void FlowWindow::add(const telemetry::Snapshot& snapshot) {
    if (!m_samples.empty() &&
        (snapshot.at < m_samples.back().at || beganAnew(m_samples.back().stages, snapshot.path.stages)))
        m_samples.clear();
    if (!m_samples.empty() && snapshot.at == m_samples.back().at)
        m_samples.pop_back();
    m_samples.push_back({snapshot.at, snapshot.path.stages});
    while (m_samples.size() > 2 && m_samples[1].at + length <= snapshot.at)
        m_samples.pop_front();
}

FlowWindow FlowWindow::of(const telemetry::Snapshot& past) {
    FlowWindow window;
    window.m_samples = {{past.at - past.measured, {}}, {past.at, past.path.stages}};
    if (past.measured <= async::Duration::zero())
        window.m_samples.pop_front();
    return window;
}

FlowWindow::Rates FlowWindow::rates(Stage stage) const {
    if (m_samples.size() < 2)
        return {};
    const Sample &first = m_samples.front(), &last = m_samples.back();
    const double seconds = std::chrono::duration<double>(last.at - first.at).count();
    const StageFlow& before = first.stages[std::size_t(stage)];
    const StageFlow& now = last.stages[std::size_t(stage)];
    return {double(now.in - before.in) / seconds, double(now.out - before.out) / seconds};
}

double FlowWindow::meanHeld(std::size_t stage) const {
    double sum = 0;
    for (const Sample& sample : m_samples)
        sum += sample.stages[stage].held;
    return sum / double(std::max<std::size_t>(m_samples.size(), 1));
}

std::optional<Stage> FlowWindow::busiest() const {
    std::optional<Stage> found;
    double most = leastHeld;
    for (std::size_t i = 0; i < telemetry::stageCount; ++i) {
        if (const double held = meanHeld(i); held >= most && held > 0) {
            if (found && held == most)
                continue;
            most = held;
            found = Stage(i);
        }
    }
    return found;
}

} // namespace dyno::ui
