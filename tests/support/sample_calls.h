#pragma once

#include "engine/calls/call_record.h"
#include "sample_session.h"

#include <array>
#include <random>

namespace dyno::test {

struct SampleCall {
    calls::CallRecord record; ///< times count from SampleCalls::base
    std::uint32_t tool = 0;   ///< from 1 on
};

/// Makes up calls: times as servers have them, most near each other and some far longer.
class SampleCalls {
public:
    static constexpr async::TimePoint base{std::chrono::hours(1)};
    static constexpr ServerId server = 1;

    explicit SampleCalls(const SampleSession& sample);

    SampleCall make(async::Duration ended, double slower);

private:
    void setStamps(calls::CallRecord& record) const;
    void fail(calls::CallRecord& record);

    std::mt19937_64 m_random;
    std::uint32_t m_tools;
    std::uint32_t m_connections;
    double m_slower;
    double m_errorShare;
    std::array<double, 8192> m_factors; ///< quantiles of how much longer than usual
};

} // namespace dyno::test
