#include "engine/process/process_tree.h"

#include "engine/process/proc_stat.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace dyno::process {

namespace {

/// The kernel lists children by the thread that started them.
std::vector<int> childrenOf(int pid) {
    std::vector<int> children;
    std::error_code ec;
    for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), ec)) {
        std::ifstream list(task.path() / "children");
        for (int child = 0; list >> child;)
            children.push_back(child);
    }
    return children;
}

} // namespace

TreeUsage sampleTree(int pid) {
    TreeUsage usage;
    const auto stat = readProcStat(pid);
    if (!stat)
        return usage;
    usage = {stat->rssBytes, stat->cpu, 1};
    for (const int child : childrenOf(pid)) {
        const TreeUsage below = sampleTree(child);
        usage.rssBytes += below.rssBytes;
        usage.cpu += below.cpu;
        usage.processes += below.processes;
    }
    return usage;
}

} // namespace dyno::process
