#include "engine/calls/balance/ewma.h"

#include <cmath>

namespace dyno::calls {

namespace {

double weightAfter(async::Duration elapsed) {
    return std::exp(-std::chrono::duration<double>(elapsed) / std::chrono::duration<double>(Ewma::tau));
}

async::Duration scaled(async::Duration value, double factor) {
    return async::Duration(static_cast<async::Duration::rep>(static_cast<double>(value.count()) * factor));
}

} // namespace

void Ewma::add(async::Duration latency, async::TimePoint now) {
    if (latency >= m_value)
        m_value = latency;
    else
        m_value = latency + scaled(m_value - latency, weightAfter(now - m_at));
    m_at = now;
}

async::Duration Ewma::expected(std::uint32_t inFlight, async::TimePoint now) const {
    return inFlight > 0 || m_value == async::Duration::zero() ? m_value
                                                              : scaled(m_value, weightAfter(now - m_at));
}

} // namespace dyno::calls
