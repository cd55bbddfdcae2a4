#pragma once

#include "engine/sessions/compare/comparison.h"

namespace dyno::sessions {

/// What was not the same for two samples, apart from their figures: blockers first, then warnings.
std::vector<Circumstance> circumstances(const Sample& before, const Sample& after);

/// What of two samples measures the same.
struct Comparable {
    std::vector<std::string> tools; ///< that both called, by name
    std::string notAll;             ///< why the figures of all calls are not comparable; empty: they are
    std::string notPhases;          ///< the same of the phases
};
Comparable comparable(const Sample& before, const Sample& after);

/// The server that the sample loaded; null when it had none.
const telemetry::ServerStatus* loadedServer(const Sample& sample);

} // namespace dyno::sessions
