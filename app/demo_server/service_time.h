#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace dyno::demo {

using Duration = std::chrono::nanoseconds;

enum class ServiceShape { None, Constant, Exponential, Lognormal, Bimodal };

/// How long calls take. `mean` is the mean of the whole distribution, whatever the shape.
struct ServiceTimeSettings {
    ServiceShape shape = ServiceShape::None;
    Duration mean = std::chrono::milliseconds(5);
    double sigma = 0.5;      ///< lognormal: standard deviation of the logarithm
    double slowShare = 0.05; ///< bimodal: share of slow calls, 0 … 1
    double slowFactor = 10;  ///< bimodal: how many times longer a slow call takes than a fast one
};

/// Draws service times; the same seed gives the same sequence. No I/O, no clock.
class ServiceTime {
public:
    ServiceTime(const ServiceTimeSettings& settings, std::uint64_t seed);

    /// The next call's service time; always zero for ServiceShape::None.
    Duration next();

private:
    double factor();
    double bimodal();

    ServiceTimeSettings m_settings;
    std::mt19937_64 m_random;
};

} // namespace dyno::demo
