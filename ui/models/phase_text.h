#pragma once

#include "engine/calls/call_record.h"
#include "engine/telemetry/snapshot.h"
#include "ui/theme/colours.h"

#include <QString>

#include <array>
#include <optional>

namespace dyno::ui {

QString phaseTitle(calls::Phase phase);   ///< "name lookup"
QString phaseMeaning(calls::Phase phase); ///< what happens in it, for a tool tip
Colour phaseColour(calls::Phase phase);

/// The summaries in the order of the phases; nothing for one that no call went through.
std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount>
phasesOf(const telemetry::Snapshot& snapshot);

} // namespace dyno::ui
