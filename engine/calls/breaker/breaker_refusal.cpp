#include "engine/calls/breaker/breaker_refusal.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::calls {

using async::Duration;

namespace {

/// As exact as a person wants it, and upwards: nobody is told to come too early.
Duration roundedUp(Duration left) {
    const Duration step =
        left > std::chrono::seconds(1) ? std::chrono::seconds(1) : Duration(std::chrono::milliseconds(10));
    return (left + step - Duration(1)) / step * step;
}

std::string reason(const Breaker::Opening& opening) {
    switch (opening.cause) {
    case Breaker::Cause::InARow:
        return fmt::format("after {} failure{} in a row", opening.counts.failed,
                           opening.counts.failed == 1 ? "" : "s");
    case Breaker::Cause::Share:
        return fmt::format("since {} of {} calls failed", opening.counts.failed, opening.counts.calls);
    case Breaker::Cause::Probe:
        return "again after a failed probe";
    case Breaker::Cause::ByHand:
        break;
    }
    return "by hand";
}

} // namespace

/// A long failure is named by its kind, never quoted in part: secrets are blacked out later, where only whole
/// ones are known, and a cut could go through one. The error of the call that failed says more.
void BreakerRefusal::failed(const Error& error) {
    constexpr std::size_t most = 200;
    m_lastFailure = error.message.size() > most ? name(error.kind) : error.message;
}

Error BreakerRefusal::error(const Breaker& breaker, const settings::BreakerTuning& tuning,
                            async::TimePoint now) {
    const Duration left = roundedUp(breaker.reopensIn(tuning, now));
    if (m_text.empty() || m_generation != breaker.generation() || m_left != left) {
        m_text = compose(breaker, left);
        m_generation = breaker.generation();
        m_left = left;
    }
    return {ErrorKind::BreakerOpen, m_text};
}

std::string BreakerRefusal::compose(const Breaker& breaker, Duration left) const {
    if (breaker.state() == Breaker::State::HalfOpen)
        return fmt::format("the breaker of {} is half-open, and its probes are under way (breaker.probes)",
                           m_whose);
    const bool quotes = breaker.opening().cause != Breaker::Cause::ByHand;
    return fmt::format("the breaker of {} is open {}{}; it lets a call through in {} (breaker.recovery)",
                       m_whose, reason(breaker.opening()),
                       quotes ? fmt::format(" (last: {})", m_lastFailure) : "", settings::durationText(left));
}

} // namespace dyno::calls
