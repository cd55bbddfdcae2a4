#include "ui/models/phase_lengths.h"

#include <algorithm>
#include <numeric>

namespace dyno::ui {

PhaseLengths
lengthsOf(const std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount>& phases) {
    std::int64_t calls = 0;
    for (const auto& phase : phases)
        calls = std::max(calls, phase ? phase->count : 0);
    PhaseLengths lengths;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i] && phases[i]->count * 2 >= calls)
            lengths.p50[i] = phases[i]->p50;
        if (phases[i] && phases[i]->count * 100 >= calls)
            lengths.p99[i] = phases[i]->p99;
    }
    return lengths;
}

async::Duration sum(const PhaseLengths::Lengths& lengths) {
    return std::accumulate(lengths.begin(), lengths.end(), async::Duration::zero());
}

} // namespace dyno::ui
