#pragma once

#include "engine/error.h"
#include "engine/sessions/call_query.h"
#include "engine/sessions/session_info.h"
#include "engine/telemetry/recording_status.h"

#include <QString>

/// What is said of sessions, their ranges and their recording.
namespace dyno::ui {

/// When it began, in this place's time: "18:03" on the day `now`, else "25 Nov 18:03", in another year with
/// it.
QString sessionMoment(sessions::WallTime began, sessions::WallTime now);

/// "Recording of 18:03 · 1:02 min · 12,345 calls, 3 with errors · no engine behind it"
QString sessionText(const sessions::SessionInfo& info, sessions::WallTime now);

/// "12.0 s – 19.4 s of the session"
QString rangeText(sessions::Range range);

/// "A session of 18:03 was not closed: 12,345 calls."
QString recoveryText(const sessions::SessionInfo& info, sessions::WallTime now);

/// For the tool bar: "12.3 MB", "not recorded", "disk full"-like problems in two words.
QString recordingText(const telemetry::RecordingStatus& status);
/// All of it, for a tool tip.
QString recordingDetails(const telemetry::RecordingStatus& status);
/// What was lost and why, and what goes on; empty without a problem.
QString recordingProblem(const telemetry::RecordingStatus& status);

/// What could not be done with a file, why, and what to do.
QString fileProblem(const QString& what, const Error& error);

} // namespace dyno::ui
