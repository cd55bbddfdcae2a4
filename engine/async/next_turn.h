#pragma once

#include "engine/async/awaitable.h"

namespace dyno::async {

/// Suspends until everything else that is ready has had its turn.
Awaitable<void> nextTurn(Executor executor);

} // namespace dyno::async
