#include "engine/calls/balance/balancer.h"

#include <algorithm>
#include <cmath>

namespace dyno::calls {

using settings::BalanceStrategy;

namespace {

double load(const Candidate& candidate) {
    return candidate.inFlight / candidate.weight;
}

double expectedWait(const Candidate& candidate) {
    constexpr double first = -1, last = 1e30; // before, and behind, every one that was measured
    const double share = (candidate.inFlight + 1) / candidate.weight;
    if (candidate.latency > async::Duration::zero())
        return static_cast<double>(candidate.latency.count()) * share;
    return candidate.inFlight == 0 ? first : last * share;
}

} // namespace

StickyKey stickyKey(std::string_view text) {
    if (text.empty())
        return 0;
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return std::max<StickyKey>(mixed(hash), 1);
}

std::optional<std::size_t> Balancer::choose(BalanceStrategy strategy, std::span<const Candidate> candidates) {
    switch (strategy) {
    case BalanceStrategy::RoundRobin:
        return takeTurns(candidates);
    case BalanceStrategy::Random:
        return draw(candidates);
    case BalanceStrategy::LeastInFlight:
        return cheapestInTurn(candidates, load);
    case BalanceStrategy::PowerOfTwo:
        return drawTwo(candidates);
    case BalanceStrategy::Ewma:
        return cheapestInTurn(candidates, expectedWait);
    }
    return std::nullopt;
}

/// Each gains its weight; the one with the most has the turn and pays for all.
std::optional<std::size_t> Balancer::takeTurns(std::span<const Candidate> candidates) {
    std::optional<std::size_t> best;
    std::size_t credit = 0, richest = 0;
    double total = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate& candidate = candidates[i];
        if (candidate.weight <= 0)
            continue;
        while (credit < m_credits.size() && m_credits[credit].id < candidate.id)
            ++credit;
        if (credit == m_credits.size() || m_credits[credit].id != candidate.id)
            m_credits.insert(m_credits.begin() + static_cast<std::ptrdiff_t>(credit), {candidate.id, 0});
        m_credits[credit].amount += candidate.weight;
        total += candidate.weight;
        if (best && m_credits[credit].amount <= m_credits[richest].amount)
            continue;
        best = i;
        richest = credit;
    }
    if (best)
        m_credits[richest].amount -= total;
    return best;
}

void Balancer::forget(std::uint64_t id) {
    std::erase_if(m_credits, [id](const Credit& credit) { return credit.id == id; });
}

std::optional<std::size_t> Balancer::draw(std::span<const Candidate> candidates,
                                          std::optional<std::size_t> except) {
    double total = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (i != except)
            total += candidates[i].weight;
    double point = m_random.next() * total;
    std::optional<std::size_t> drawn;
    for (std::size_t i = 0; i < candidates.size() && point >= 0; ++i) {
        if (i == except || candidates[i].weight <= 0)
            continue;
        drawn = i; // the last one where rounding leaves a little over
        point -= candidates[i].weight;
    }
    return drawn;
}

std::optional<std::size_t> Balancer::drawTwo(std::span<const Candidate> candidates) {
    const auto first = draw(candidates);
    const auto second = first ? draw(candidates, first) : std::nullopt;
    if (!second)
        return first;
    return load(candidates[*second]) < load(candidates[*first]) ? second : first;
}

template<class Cost>
std::optional<std::size_t> Balancer::cheapestInTurn(std::span<const Candidate> candidates, Cost cost) {
    std::optional<std::size_t> best;
    double least = 0;
    std::size_t i = m_next < candidates.size() ? m_next : 0;
    for (std::size_t left = candidates.size(); left > 0; --left) {
        if (candidates[i].weight > 0) {
            const double price = cost(candidates[i]);
            if (!best || price < least) {
                best = i;
                least = price;
            }
        }
        i = i + 1 < candidates.size() ? i + 1 : 0;
    }
    if (best)
        m_next = *best + 1;
    return best;
}

std::optional<std::size_t> Balancer::tied(StickyKey key, std::span<const Candidate> candidates) {
    std::optional<std::size_t> best;
    double highest = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i].weight <= 0)
            continue;
        const double drawn = unitInterval(mixed(key ^ mixed(candidates[i].id)));
        const double score = -candidates[i].weight / std::log(drawn);
        if (best && score <= highest)
            continue;
        best = i;
        highest = score;
    }
    return best;
}

} // namespace dyno::calls
