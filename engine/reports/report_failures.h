#pragma once

#include "engine/reports/report.h"

namespace dyno::reports {

/// Fills `failures` and `toolFailures` of a report whose snapshot, range and tools are there, with what was
/// kept of the first failed call of each kind and of each tool.
[[nodiscard]] Result<void> readFailures(sessions::SessionReader& reader, Report& report);

} // namespace dyno::reports
