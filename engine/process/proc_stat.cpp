#include "engine/process/proc_stat.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fcntl.h>

namespace dyno::process {

std::optional<ProcStat> readProcStat(int pid) {
    const int file = ::open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return std::nullopt;
    char text[1024];
    const ssize_t length = ::read(file, text, sizeof text - 1);
    ::close(file);
    if (length <= 0)
        return std::nullopt;
    text[length] = '\0';
    // The second field is the program's name in brackets, which may itself hold blanks and brackets.
    const char* rest = std::strrchr(text, ')');
    if (!rest)
        return std::nullopt;
    ProcStat stat;
    unsigned long user = 0, system = 0;
    unsigned long long started = 0;
    long waitedUser = 0, waitedSystem = 0, rssPages = 0;
    const int read = std::sscanf(
        rest + 1, " %c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %*d %*d %llu %*u %ld",
        &stat.state, &stat.group, &user, &system, &waitedUser, &waitedSystem, &started, &rssPages);
    if (read != 8)
        return std::nullopt;
    static const std::int64_t ticksPerSecond = ::sysconf(_SC_CLK_TCK);
    static const std::uint64_t pageBytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const auto ticks = static_cast<std::int64_t>(user + system) + waitedUser + waitedSystem;
    stat.cpu = std::chrono::nanoseconds(ticks * (1'000'000'000 / ticksPerSecond));
    stat.started = started;
    stat.rssBytes = static_cast<std::uint64_t>(rssPages) * pageBytes;
    return stat;
}

} // namespace dyno::process
