#include "engine/sessions/writer_mark.h"

#include "engine/process/proc_stat.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <fstream>
#include <functional>
#include <mutex>
#include <set>

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

/// Those of this process.
struct OpenWriters {
    std::mutex mutex;
    std::set<std::string, std::less<>> marks;
    std::uint64_t last = 0;
};

OpenWriters& openWriters() {
    static OpenWriters writers;
    return writers;
}

std::string newMark() {
    OpenWriters& open = openWriters();
    const std::scoped_lock lock(open.mutex);
    return *open.marks.insert(fmt::format("{} {}", markOf(::getpid()), ++open.last)).first;
}

bool isOpen(std::string_view mark) {
    OpenWriters& open = openWriters();
    const std::scoped_lock lock(open.mutex);
    return open.marks.contains(mark);
}

} // namespace

WriterMark::WriterMark()
    : m_text(newMark()) {}

WriterMark::~WriterMark() {
    OpenWriters& open = openWriters();
    const std::scoped_lock lock(open.mutex);
    open.marks.erase(m_text);
}

bool isWriterAlive(std::string_view mark) {
    int pid = 0;
    std::from_chars(mark.data(), mark.data() + mark.size(), pid);
    if (pid == ::getpid())
        return isOpen(mark);
    const std::size_t number = mark.rfind(' ');
    return pid > 0 && number != std::string_view::npos && markOf(pid) == mark.substr(0, number);
}

} // namespace dyno::sessions
