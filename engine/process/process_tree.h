#pragma once

#include "engine/async/clock.h"

#include <cstdint>

namespace dyno::process {

/// Resources of a process and all its descendants at one moment.
struct TreeUsage {
    std::uint64_t rssBytes = 0; ///< summed; pages shared between them count once for each
    async::Duration cpu{};      ///< since each was started, with that of children already waited for
    int processes = 0;          ///< 0 when the process is gone
};

/// Reads it from /proc, in some tens of microseconds a process.
TreeUsage sampleTree(int pid);

} // namespace dyno::process
