#include "engine/sessions/session_info.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace dyno::sessions {

namespace {

/// What follows `key` and the separator in the first line that begins with it; empty: no such line.
std::string valueIn(const char* file, std::string_view key, char separator) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t at = line.find(separator);
        if (!line.starts_with(key) || at == std::string::npos)
            continue;
        const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
        const std::size_t end = line.find_last_not_of(" \t\"");
        return begin == std::string::npos || end < begin ? std::string()
                                                         : line.substr(begin, end - begin + 1);
    }
    return {};
}

std::string firstLine(const char* file) {
    std::ifstream lines(file);
    std::string line;
    std::getline(lines, line);
    return line;
}

int usableCores() {
    cpu_set_t cores;
    return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 0;
}

std::uint64_t memoryBytes() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long bytes = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(bytes) : 0;
}

} // namespace

Machine thisMachine() {
    Machine machine;
    machine.system = valueIn("/etc/os-release", "PRETTY_NAME", '=');
    utsname kernel{};
    if (::uname(&kernel) == 0)
        machine.kernel = kernel.release;
    machine.cpu = valueIn("/proc/cpuinfo", "model name", ':');
    machine.cores = usableCores();
    machine.governor = firstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    machine.memoryBytes = memoryBytes();
    double load = 0;
    if (::getloadavg(&load, 1) == 1)
        machine.load = load;
    return machine;
}

} // namespace dyno::sessions
