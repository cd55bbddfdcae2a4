#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/session_database.h"

#include <atomic>

namespace dyno::sessions {

/// Looks through the kept calls. Throws what SessionDatabase::attempt() catches.
std::shared_ptr<const CallIndex> findCalls(SessionDatabase& database, const CallFilter& filter,
                                           CallOrder order);

} // namespace dyno::sessions
