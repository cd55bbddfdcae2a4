#include "app/demo_server/service_time.h"

namespace dyno::demo {

ServiceTime::ServiceTime(const ServiceTimeSettings& settings, std::uint64_t seed)
    : m_settings(settings)
    , m_random(seed) {}

Duration ServiceTime::next() {
    if (m_settings.shape == ServiceShape::None)
        return Duration::zero();
    const auto mean = std::chrono::duration<double, std::nano>(m_settings.mean);
    return std::chrono::duration_cast<Duration>(mean * factor());
}

double ServiceTime::factor() {
    switch (m_settings.shape) {
    case ServiceShape::Exponential:
        return std::exponential_distribution<double>(1.0)(m_random);
    case ServiceShape::Lognormal: {
        // A lognormal's mean is exp(mu + sigma²/2); this mu makes it 1.
        const double mu = -m_settings.sigma * m_settings.sigma / 2;
        return std::lognormal_distribution<double>(mu, m_settings.sigma)(m_random);
    }
    case ServiceShape::Bimodal:
        return bimodal();
    case ServiceShape::None:
    case ServiceShape::Constant:
        break;
    }
    return 1;
}

double ServiceTime::bimodal() {
    const double share = m_settings.slowShare;
    const double fast = 1 / (1 - share + share * m_settings.slowFactor);
    return std::bernoulli_distribution(share)(m_random) ? fast * m_settings.slowFactor : fast;
}

} // namespace dyno::demo
