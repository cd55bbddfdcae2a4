#pragma once

#include "ui/report/content.h"

namespace dyno::ui {

std::vector<Tile> tilesOf(const reports::Report& report);

/// The parts of a report in their order. One that has nothing to say has no block.
Section toolSection(const reports::Report& report);
Section phaseSection(const reports::Report& report);
Section connectionSection(const reports::Report& report);
Section processSection(const reports::Report& report);
Section changeSection(const reports::Report& report);
Section failureSection(const reports::Report& report);
Section configurationSection(const reports::Report& report);
Section environmentSection(const reports::Report& report);
Section methodSection(const reports::Report& report);

} // namespace dyno::ui
