#include "engine/calls/retry/back_off.h"

#include <algorithm>

namespace dyno::calls {

async::Awaitable<std::optional<Error>> BackOff::wait(ServerId server, async::TimePoint until) {
    Nap nap{server, {}};
    const auto place = m_naps.insert(m_naps.end(), &nap);
    const auto alarm = m_clock.makeAlarm();
    alarm->set(until, [&] {
        m_naps.erase(place);
        nap.end.complete(std::nullopt);
    });
    co_return co_await nap.end.wait();
}

/// One at a time, looking anew: each that wakes may end others, or begin.
template<class Chosen>
void BackOff::wake(Chosen chosen, const Error& why) {
    std::list<Nap*> woken;
    for (auto nap = m_naps.begin(); nap != m_naps.end();) {
        const auto next = std::next(nap);
        if (chosen(**nap))
            woken.splice(woken.end(), m_naps, nap);
        nap = next;
    }
    while (!woken.empty()) {
        Nap* nap = woken.front();
        woken.pop_front();
        nap->end.complete(why);
    }
}

void BackOff::cancelAll(const Error& why) {
    wake([](const Nap&) { return true; }, why);
}

void BackOff::cancel(ServerId server, const Error& why) {
    wake([server](const Nap& nap) { return nap.server == server; }, why);
}

} // namespace dyno::calls
