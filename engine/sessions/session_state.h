#pragma once

#include "engine/sessions/call_table.h"
#include "engine/sessions/figure_sums.h"
#include "engine/sessions/interval_table.h"
#include "engine/sessions/kept.h"
#include "engine/telemetry/snapshot.h"

#include <optional>
#include <vector>

/// What a snapshot is made of. All of it throws what SessionDatabase::attempt() catches.
namespace dyno::sessions {

struct SessionParts {
    SessionDatabase& database;
    IntervalTable& intervals;
    FigureSums& sums;
    CallTable& calls;
};

/// See SessionReader::snapshot().
Result<telemetry::Snapshot> makeSnapshot(SessionParts parts, std::optional<Range> range, std::size_t points);
/// See SessionReader::series().
std::vector<telemetry::SeriesPoint> makeSeries(SessionParts parts, Span span, std::size_t points);
/// The calls of a span by tool, or by connection.
std::vector<telemetry::RouteFigures> byTool(SessionParts parts, Span span);
std::vector<telemetry::RouteFigures> byConnection(SessionParts parts, Span span);
std::vector<settings::TuningChange> readChanges(SessionDatabase& database);
std::vector<ProcessSample> readProcesses(SessionDatabase& database, Range range);

} // namespace dyno::sessions
