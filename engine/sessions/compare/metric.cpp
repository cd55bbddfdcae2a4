#include "engine/sessions/compare/metric.h"

#include <algorithm>
#include <array>

namespace dyno::sessions {

std::span<const Metric> metrics() {
    using Kind = Metric::Kind;
    static constexpr std::array all{
        Metric{"p50", Kind::Percentile, 0.5},    Metric{"p90", Kind::Percentile, 0.9},
        Metric{"p95", Kind::Percentile, 0.95},   Metric{"p99", Kind::Percentile, 0.99},
        Metric{"p999", Kind::Percentile, 0.999}, Metric{"mean", Kind::Mean},
        Metric{"throughput", Kind::Throughput},  Metric{"errors", Kind::Errors}};
    return all;
}

const Metric* findMetric(std::string_view name) {
    const auto all = metrics();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Metric& metric) { return metric.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace dyno::sessions
