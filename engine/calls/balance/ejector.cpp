#include "engine/calls/balance/ejector.h"

namespace dyno::calls {

void Ejector::answered() {
    m_ejected = false;
    m_failures = 0;
}

void Ejector::failed(const settings::BalanceTuning& tuning, async::TimePoint now) {
    if (++m_failures >= tuning.ejectAfter)
        eject(tuning, now);
}

void Ejector::eject(const settings::BalanceTuning& tuning, async::TimePoint now) {
    if (m_ejected)
        return;
    m_ejected = true;
    ++m_ejections;
    probed(tuning, now);
}

void Ejector::probed(const settings::BalanceTuning& tuning, async::TimePoint now) {
    m_probeAt = now + tuning.probe;
}

} // namespace dyno::calls
