#pragma once

#include "engine/calls/balance/random_source.h"
#include "engine/settings/tuning.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dyno::calls {

/// One that may be chosen: a connection, or a replica.
struct Candidate {
    std::uint64_t id = 0;
    double weight = 1;         ///< 0: takes no calls
    async::Duration latency{}; ///< its Ewma; zero: it was never measured
    std::uint32_t inFlight = 0;
};

/// Ties a call to one candidate; 0: it is not tied.
using StickyKey = std::uint64_t;
/// The same on every machine and in every version: FNV-1a, then mixed. Never 0, except for an empty text.
StickyKey stickyKey(std::string_view text);

/// Chooses the one that takes the next call. Pure; the same seed and questions give the same choices.
///
/// - RoundRobin: smooth weighted, as nginx has it; over as many choices as the weights add up to, each
///   candidate gets exactly its weight.
/// - Random: in proportion to the weights.
/// - LeastInFlight: the least calls in flight by weight; among equals in turn, so that a lone caller uses
/// all.
/// - PowerOfTwo: two are drawn as for Random, the one with less in flight by weight takes it.
/// - Ewma: the least latency × (calls in flight + 1) / weight. One that was never measured comes first, but
///   takes one call at a time until it has been.
class Balancer {
public:
    explicit Balancer(std::uint64_t seed = 1)
        : m_random(seed) {}

    /// The index of the choice; nothing where no weight is above 0. `candidates` are in ascending order of
    /// their ids.
    std::optional<std::size_t> choose(settings::BalanceStrategy strategy,
                                      std::span<const Candidate> candidates);
    /// The one that a key belongs to, whatever the strategy, by weighted rendezvous hashing: when a candidate
    /// leaves, its keys alone move, and they come back with it.
    static std::optional<std::size_t> tied(StickyKey key, std::span<const Candidate> candidates);
    /// It will not come again; what RoundRobin owes it is dropped.
    void forget(std::uint64_t id);

private:
    /// What a candidate is owed, in choices × weight.
    struct Credit {
        std::uint64_t id;
        double amount;
    };

    std::optional<std::size_t> takeTurns(std::span<const Candidate> candidates);
    std::optional<std::size_t> draw(std::span<const Candidate> candidates,
                                    std::optional<std::size_t> except = {});
    std::optional<std::size_t> drawTwo(std::span<const Candidate> candidates);
    template<class Cost>
    std::optional<std::size_t> cheapestInTurn(std::span<const Candidate> candidates, Cost cost);

    RandomSource m_random;
    std::size_t m_next = 0;        ///< the index after the last choice, where equals take turns
    std::vector<Credit> m_credits; ///< in ascending order of ids
};

} // namespace dyno::calls
