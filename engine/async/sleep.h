#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"

namespace dyno::async {

/// Suspends until the clock reaches `when`.
Awaitable<void> sleepUntil(Clock& clock, TimePoint when);

} // namespace dyno::async
