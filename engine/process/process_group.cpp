#include "engine/process/process_group.h"

#include "engine/process/proc_stat.h"

#include <charconv>
#include <csignal>
#include <filesystem>

namespace dyno::process {

bool groupAlive(int group) {
    if (::kill(-group, 0) != 0)
        return false;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ec)) {
        const std::string name = entry.path().filename();
        int pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc())
            continue;
        const auto stat = readProcStat(pid);
        if (stat && stat->group == group && stat->state != 'Z')
            return true;
    }
    return false;
}

} // namespace dyno::process
