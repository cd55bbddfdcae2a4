#pragma once

#include "engine/calls/call.h"

#include <string>
#include <vector>

namespace dyno::sessions {

/// Notifications of progress as the session file has them: JSON text; empty for none.
std::string progressText(const std::vector<calls::ProgressNote>& notes);
/// The inverse; what cannot be read is left out.
std::vector<calls::ProgressNote> readProgress(const std::string& text);

} // namespace dyno::sessions
