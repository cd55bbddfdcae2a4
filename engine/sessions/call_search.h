#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/session_database.h"

#include <atomic>

namespace dyno::sessions {

/// All of them, without a look at any: their ids follow each other. `ended` are the calls of the session.
std::shared_ptr<const CallIndex> allCalls(SessionDatabase& database, std::uint64_t ended);
/// Looks through the kept calls. Throws what SessionDatabase::attempt() catches.
std::shared_ptr<const CallIndex> findCalls(SessionDatabase& database, const CallFilter& filter,
                                           CallOrder order);

} // namespace dyno::sessions
