#include "ui/charts/runs.h"

#include <algorithm>
#include <array>

namespace dyno::ui {
namespace {

using telemetry::SeriesPoint;

bool follows(const SeriesPoint& point, const SeriesPoint& before) {
    return point.at - before.at <= point.length + point.length / 2;
}

} // namespace

std::vector<QPolygonF> runsOf(const std::vector<SeriesPoint>& points, async::Duration now,
                              const CurveValue& value) {
    std::vector<QPolygonF> runs;
    const SeriesPoint* before = nullptr;
    for (const SeriesPoint& point : points) {
        const std::optional<double> y = value(point);
        if (!y) {
            before = nullptr;
            continue;
        }
        if (!before || !follows(point, *before))
            runs.emplace_back();
        runs.back().append({std::chrono::duration<double>(point.at - now).count(), *y});
        before = &point;
    }
    return runs;
}

async::Duration spanOf(const std::vector<SeriesPoint>& points, async::Duration now) {
    using std::chrono::minutes;
    constexpr std::array spans{minutes(1), minutes(2), minutes(5), minutes(10), minutes(30), minutes(60)};
    if (points.empty())
        return spans.front();
    const async::Duration oldest = now - points.front().at;
    const auto holds = [oldest](minutes span) { return span >= oldest; };
    const auto found = std::ranges::find_if(spans, holds);
    return found == spans.end() ? spans.back() : *found;
}

const SeriesPoint* pointAt(const std::vector<SeriesPoint>& points, async::Duration at) {
    const auto found = std::ranges::lower_bound(points, at, {}, &SeriesPoint::at);
    return found != points.end() && at > found->at - found->length ? &*found : nullptr;
}

} // namespace dyno::ui
