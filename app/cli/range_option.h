#pragma once

#include "engine/sessions/call_query.h"

#include <string>

namespace dyno::app {

/// "10s..25s" as a stretch of a session, since its start; "10s.." lasts to its end, "..25s" starts at its
/// begin. InvalidInput says what is wrong with it.
[[nodiscard]] Result<sessions::Range> parseRange(const std::string& text);

} // namespace dyno::app
