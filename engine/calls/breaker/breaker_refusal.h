#pragma once

#include "engine/calls/breaker/breaker.h"
#include "engine/error.h"

#include <string>

namespace dyno::calls {

/// The words with which one breaker turns calls away. They are made once for as long as they stay the same,
/// so that a rejection costs a copy of them and no more.
class BreakerRefusal {
public:
    /// `whose` as in "the breaker of … is open".
    explicit BreakerRefusal(std::string whose)
        : m_whose(std::move(whose)) {}

    /// A failure that counts; the last one is quoted, or named when it has many words.
    void failed(const Error& error);
    /// For a breaker that turned a call away at `now`.
    Error error(const Breaker& breaker, const settings::BreakerTuning& tuning, async::TimePoint now);

private:
    std::string compose(const Breaker& breaker, async::Duration left) const;

    std::string m_whose;
    std::string m_lastFailure;
    Breaker::Generation m_generation = 0; ///< that the text is about
    async::Duration m_left{};             ///< that it names
    std::string m_text;
};

} // namespace dyno::calls
