#include "engine/sessions/writer_mark.h"

#include "engine/process/proc_stat.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>

#include <unistd.h>

namespace dyno::sessions {

namespace {

/// Numbers of processes begin anew when the machine does.
std::string bootId() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

std::string markOf(int pid) {
    const auto stat = process::readProcStat(pid);
    return stat && stat->state != 'Z' ? fmt::format("{} {} {}", pid, stat->started, bootId()) : std::string();
}

} // namespace

std::string ownWriterMark() {
    return markOf(::getpid());
}

bool isWriterAlive(std::string_view mark) {
    int pid = 0;
    std::from_chars(mark.data(), mark.data() + mark.size(), pid);
    return pid > 0 && markOf(pid) == mark;
}

} // namespace dyno::sessions
