#include "sample_calls.h"

#include <algorithm>
#include <cmath>

namespace dyno::test {

using async::Duration;

/// Log-logistic: like a log-normal, and its quantiles are a formula.
SampleCalls::SampleCalls(const SampleSession& sample)
    : m_random(sample.seed)
    , m_tools(sample.tools)
    , m_connections(sample.connections)
    , m_slower(sample.slower)
    , m_errorShare(sample.errorShare) {
    for (std::size_t i = 0; i < m_factors.size(); ++i) {
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(m_factors.size());
        m_factors[i] = std::exp(0.3 * std::log(share / (1 - share)));
    }
}

SampleCall SampleCalls::make(Duration ended, double slower) {
    const std::uint64_t random = m_random();
    SampleCall made;
    made.tool = 1 + static_cast<std::uint32_t>(random >> 40) % m_tools;
    const double microseconds =
        1000 * (1 + made.tool % 7) * m_factors[random % m_factors.size()] * m_slower * slower;
    calls::CallRecord& record = made.record;
    record.server = server;
    record.connection = 1 + static_cast<std::uint32_t>(random >> 20) % m_connections;
    record.done = base + ended;
    record.intended = std::max(record.done - std::chrono::microseconds(std::llround(microseconds)), base);
    record.bytesSent = 100 + random % 64;
    record.bytesReceived = 300 + random % 512;
    setStamps(record);
    if (static_cast<double>(m_random() >> 11) * 0x1p-53 < m_errorShare)
        fail(record);
    return made;
}

void SampleCalls::setStamps(calls::CallRecord& record) const {
    const Duration length = record.latency();
    record.started = record.intended + length / 64;
    record.admitted = record.cacheChecked = record.batched = record.started;
    record.acquired = record.started + length / 32;
    record.written = record.acquired + length / 16;
    record.firstByte = record.written + length / 2;
    record.lastByte = record.firstByte + length / 16;
    record.decoded = record.lastByte + length / 32;
    record.answeredBy = calls::AnsweredBy::Server;
    record.attempts = 1;
}

void SampleCalls::fail(calls::CallRecord& record) {
    record.error = m_random() % 2 ? ErrorKind::TimedOut : ErrorKind::ToolFailed;
    if (record.error == ErrorKind::TimedOut)
        record.firstByte = record.lastByte = record.decoded = {};
}

} // namespace dyno::test
