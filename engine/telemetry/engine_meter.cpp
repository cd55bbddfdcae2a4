#include "engine/telemetry/engine_meter.h"

#include "engine/process/proc_stat.h"

#include <sys/resource.h>
#include <unistd.h>

#include <ctime>

namespace dyno::telemetry {

namespace {

Duration timeOf(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::uint64_t peakRss() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024; // Linux counts in KiB
}

} // namespace

EngineMeter::EngineMeter(async::Clock& clock)
    : m_clock(clock)
    , m_at(clock.now()) {}

EngineCost EngineMeter::cost() {
    m_cost.cpu = timeOf(CLOCK_PROCESS_CPUTIME_ID);
    m_cost.peakRssBytes = peakRss();
    const async::TimePoint now = m_clock.now();
    if (m_measured && now - m_at < std::chrono::seconds(1))
        return m_cost;
    const Duration threadCpu = timeOf(CLOCK_THREAD_CPUTIME_ID);
    if (std::exchange(m_measured, true))
        m_cost.cpuShare = std::chrono::duration<double>(threadCpu - m_threadCpu) /
                          std::chrono::duration<double>(now - m_at);
    m_at = now;
    m_threadCpu = threadCpu;
    if (const auto stat = process::readProcStat(::getpid()))
        m_cost.rssBytes = stat->rssBytes;
    return m_cost;
}

} // namespace dyno::telemetry
