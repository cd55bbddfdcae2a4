#pragma once

#include "engine/async/clock.h"

#include <cstdint>
#include <optional>

namespace dyno::process {

/// What /proc/PID/stat says of a process (proc(5)).
struct ProcStat {
    char state = '?'; ///< 'Z' is a zombie
    int group = 0;
    async::Duration cpu{}; ///< user and system time, its own and that of children it has waited for
    std::uint64_t rssBytes = 0;
    std::uint64_t started = 0; ///< in clock ticks since the machine was; with the pid, names one process
};

/// Empty when there is no such process.
std::optional<ProcStat> readProcStat(int pid);

} // namespace dyno::process
