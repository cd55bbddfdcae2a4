#pragma once

#include "engine/async/clock.h"
#include "engine/calls/call_record.h"

namespace dyno::calls {

/// The first stage: decides when a call may begin. There is no rate or concurrency limit yet, so it lets
/// every call through at once.
class Admission {
public:
    explicit Admission(async::Clock& clock)
        : m_clock(clock) {}

    void admit(CallRecord& record) { record.admitted = m_clock.now(); }

private:
    async::Clock& m_clock;
};

} // namespace dyno::calls
