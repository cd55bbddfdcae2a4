#include "engine/sessions/kept.h"

namespace dyno::sessions {

bool Batch::empty() const {
    return tools.empty() && calls.empty() && intervals.empty() && runs.empty() && log.empty() &&
           changes.empty() && processes.empty() && states.empty();
}

} // namespace dyno::sessions
