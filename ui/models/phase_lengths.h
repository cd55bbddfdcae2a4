#pragma once

#include "ui/models/phase_text.h"

namespace dyno::ui {

/// How long each phase is in the median call and in the slowest of a hundred, for stacked bars. A phase is in
/// one only where that call goes through it: connecting, which few calls do, is no part of the median call.
struct PhaseLengths {
    using Lengths = std::array<async::Duration, calls::phaseCount>;
    Lengths p50{}, p99{};

    bool operator==(const PhaseLengths&) const = default;
};

PhaseLengths lengthsOf(const std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount>& phases);
async::Duration sum(const PhaseLengths::Lengths& lengths);

} // namespace dyno::ui
