#pragma once

#include "engine/telemetry/snapshot.h"

#include <QString>

#include <string_view>

namespace dyno::ui {

/// "Admission" of "admission": the stages of the path and of its knobs, for people.
QString stageTitle(std::string_view stage);

/// What a stage of the tuning does at this moment, in one short line: "82 % hits · 4.10 s saved". Empty for
/// one that has nothing to show.
QString stageEffect(std::string_view stage, const telemetry::Snapshot& snapshot);

/// The server's name as configured; "server 3" for one that is gone.
QString serverName(ServerId id, const telemetry::Snapshot& snapshot);

/// Hits and shared answers of all calls that the cache looked for; 0 … 1.
double hitShare(const telemetry::CacheStatus& cache);

} // namespace dyno::ui
