#include "engine/telemetry/process_sampler.h"

#include "engine/process/process_tree.h"

#include <algorithm>

namespace dyno::telemetry {

void ProcessSampler::describe(ConnectionStatus& status) {
    if (status.pid == 0)
        return;
    Sample& sample = m_samples[status.id];
    const async::TimePoint now = m_clock.now();
    // Connections that came up together are read apart: each waits a little longer than the one before.
    const Duration due = period + std::chrono::milliseconds(status.id % 16 * 5);
    if (now - sample.at >= due) {
        const process::TreeUsage usage = process::sampleTree(status.pid);
        const double elapsed = std::chrono::duration<double>(now - sample.at).count();
        const double busy = std::chrono::duration<double>(usage.cpu - sample.cpu).count();
        const bool first = sample.at == async::TimePoint();
        sample = {now, usage.cpu, first ? 0 : std::max(0.0, busy / elapsed), usage.rssBytes};
    }
    status.rssBytes = sample.rssBytes;
    status.cpuShare = sample.cpuShare;
}

} // namespace dyno::telemetry
