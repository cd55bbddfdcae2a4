#pragma once

#include "engine/async/clock.h"
#include "engine/settings/tuning.h"

#include <cstdint>

namespace dyno::calls {

/// Whether one replica is to be left out, as its calls and its signs of life say. Pure.
class Ejector {
public:
    bool ejected() const { return m_ejected; }
    std::uint64_t ejections() const { return m_ejections; }
    /// When it is to be asked for a sign of life; TimePoint::max() while it is not ejected.
    async::TimePoint probeAt() const { return m_ejected ? m_probeAt : async::TimePoint::max(); }

    /// It answered a call or a sign of life: it is back.
    void answered();
    /// Its transport failed a call, or a call timed out at it; as many in a row as the tuning says eject it.
    void failed(const settings::BalanceTuning& tuning, async::TimePoint now);
    /// It has no connection left.
    void eject(const settings::BalanceTuning& tuning, async::TimePoint now);
    /// It is being asked for a sign of life; the next time is as far away as the tuning says.
    void probed(const settings::BalanceTuning& tuning, async::TimePoint now);

private:
    bool m_ejected = false;
    int m_failures = 0; ///< in a row
    std::uint64_t m_ejections = 0;
    async::TimePoint m_probeAt;
};

} // namespace dyno::calls
