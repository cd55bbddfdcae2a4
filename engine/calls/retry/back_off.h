#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/async/waiter.h"
#include "engine/error.h"
#include "engine/ids.h"

#include <list>
#include <optional>

namespace dyno::calls {

/// Where calls wait between two attempts. Engine thread only; it must outlive those that wait.
class BackOff {
public:
    explicit BackOff(async::Clock& clock)
        : m_clock(clock) {}

    /// Until then; an Error when the wait was cut short.
    async::Awaitable<std::optional<Error>> wait(ServerId server, async::TimePoint until);
    void cancelAll(const Error& why);
    void cancel(ServerId server, const Error& why);

private:
    struct Nap {
        ServerId server;
        async::Waiter<std::optional<Error>> end;
    };

    template<class Chosen>
    void wake(Chosen chosen, const Error& why);

    async::Clock& m_clock;
    std::list<Nap*> m_naps;
};

} // namespace dyno::calls
