#pragma once

#include "engine/telemetry/snapshot.h"

#include <QString>

#include <optional>

namespace dyno::ui {

/// What loading this tool may do, in a few words; empty without a tool.
QString toolKind(const mcp::Tool* tool);

/// "Running · 12.4 s · 1,234 calls", or why the last workload ended early.
QString workloadText(const telemetry::WorkloadStatus& status);

/// How much of the workload is done, 0 … 1; nothing when it has no end or is not measuring yet.
std::optional<double> progressOf(const telemetry::WorkloadStatus& status);

} // namespace dyno::ui
