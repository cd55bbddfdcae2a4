#include "ui/panels/workload_text.h"

#include "ui/format.h"
#include "ui/models/server_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::WorkloadPhase;
using telemetry::WorkloadStatus;

QString toolKind(const mcp::Tool* tool) {
    if (!tool)
        return {};
    if (tool->annotations.readOnly)
        return u"read-only"_s;
    return tool->annotations.destructive ? u"not marked read-only, may destroy"_s : u"not marked read-only"_s;
}

QString workloadText(const WorkloadStatus& status) {
    const QString calls = status.callsStarted == 1 ? u" call"_s : u" calls"_s;
    const QString amount =
        formatDuration(status.elapsed) % u" · "_s % formatCount(status.callsStarted) % calls;
    switch (status.phase) {
    case WorkloadPhase::WarmingUp:
        return u"Warming up · "_s % amount;
    case WorkloadPhase::Running:
        return u"Running · "_s % amount;
    case WorkloadPhase::Stopping:
        return u"Stopping, waiting for calls in flight · "_s % amount;
    case WorkloadPhase::Idle:
        break;
    }
    if (status.error)
        return errorLine(*status.error);
    return status.callsStarted == 0 ? u"Idle"_s : QString(u"Done · "_s % amount);
}

std::optional<double> progressOf(const WorkloadStatus& status) {
    const workload::Extent& extent = status.scenario.extent;
    if (status.phase == WorkloadPhase::WarmingUp || (!extent.calls && !extent.duration))
        return {};
    double done = 0;
    if (extent.calls && *extent.calls > 0)
        done = double(status.callsStarted) / double(*extent.calls);
    if (extent.duration && extent.duration->count() > 0)
        done = std::max(done, double(status.elapsed.count()) / double(extent.duration->count()));
    return std::min(done, 1.0);
}

} // namespace dyno::ui
