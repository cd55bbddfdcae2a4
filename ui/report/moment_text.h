#pragma once

#include "engine/sessions/session_info.h"

#include <QString>

namespace dyno::ui {

/// "2026-11-25 20:15:04 UTC": the same text wherever the report is made.
QString momentText(sessions::WallTime moment);
/// Since the session's beginning: "12.4 s", "1:02:03.4".
QString sessionTimeText(async::Duration at);

} // namespace dyno::ui
