// Where calls go and what comes back: pool, balance, result; and who calls: workload.
#include "engine/settings/knobs/stage_knobs.h"

namespace dyno::settings {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

std::vector<Knob> sizeKnobs() {
    using P = PoolTuning;
    constexpr auto at = &Tuning::pool;
    return {
        within(knobOf<at, &P::min>("pool.min", "Least connections",
                                   "So many connections to each server are kept open.",
                                   "Each is a process of a server that we start, with its memory."),
               1, 64, "connections"),
        within(
            knobOf<at, &P::max>("pool.max", "Most connections",
                                "The pool grows up to this while all its connections are full.",
                                "It grows only with a limit of calls per connection; a new one starts cold."),
            1, 64, "connections"),
        within(knobOf<at, &P::perConnection>(
                   "pool.perConnection", "Calls at once, per connection",
                   "So many calls share a connection at once; 1 gives it to one alone.",
                   "Low needs more connections; without it one slow call can delay "
                   "others."),
               1, 10'000, "calls"),
    };
}

std::vector<Knob> lifeKnobs() {
    using P = PoolTuning;
    constexpr auto at = &Tuning::pool;
    return {
        within(knobOf<at, &P::idle>(
                   "pool.idle", "Idle time-out",
                   "A connection beyond the least that is unused for so long is closed.",
                   "Short opens connections again and again; long keeps processes for nothing."),
               milliseconds(10), hours(24)),
        within(knobOf<at, &P::life>("pool.life", "Longest life",
                                    "A connection is replaced after so long, when its calls have ended.",
                                    "A start each time; helps against servers that leak."),
               milliseconds(100), hours(24)),
        within(knobOf<at, &P::calls>("pool.calls", "Calls per connection",
                                     "A connection is replaced after so many calls, and serves on until the "
                                     "replacement is up.",
                                     "A start each time."),
               1, 1e9, "calls"),
        within(knobOf<at, &P::acquire>(
                   "pool.acquire", "Acquire time-out", "How long a call waits for a connection.",
                   "Short fails calls while the pool grows; long hides that it is too small."),
               milliseconds(1), hours(1)),
        knobOf<at, &P::prewarm>("pool.prewarm", "Pre-warm",
                                "Opens the least connections at the start, not when calls need them.",
                                "A slower start; without it the first calls pay for the handshake."),
        within(knobOf<at, &P::keepAlive>("pool.keepAlive", "Keep-alive check",
                                         "An idle connection is asked for a sign of life so often.",
                                         "A few messages; finds dead connections before a call does."),
               milliseconds(100), hours(1)),
    };
}

} // namespace

std::vector<Knob> poolKnobs() {
    std::vector<Knob> knobs = sizeKnobs();
    for (Knob& knob : lifeKnobs())
        knobs.push_back(std::move(knob));
    return knobs;
}

std::vector<Knob> balanceKnobs() {
    using B = BalanceTuning;
    constexpr auto at = &Tuning::balance;
    return {
        knobOf<at, &B::strategy>(
            "balance.strategy", "Strategy",
            "How the next connection is chosen among connections and replicas.",
            "round-robin and random ignore load; ewma follows latency and can trail it."),
        naming(knobOf<at, &B::sticky>("balance.sticky", "Sticky by",
                                      "Calls with the same value of this argument go to the same replica.",
                                      "For servers that keep state; a busy key cannot spread over others."),
               "name of an argument"),
        within(knobOf<at, &B::ejectAfter>(
                   "balance.ejectAfter", "Eject after",
                   "A replica is left out after so many failures of its transport or time-outs in a row.",
                   "Low drops a replica for a hiccup; high loses more calls to a dead or hanging one."),
               1, 100, "failures"),
        within(knobOf<at, &B::probe>("balance.probe", "Probe every",
                                     "An ejected replica is asked for a sign of life so often.",
                                     "Short troubles a server that is down; long leaves it out for longer."),
               milliseconds(10), minutes(10)),
    };
}

std::vector<Knob> resultKnobs() {
    return {within(knobOf<&Tuning::result, &ResultTuning::bytes>(
                       "result.bytes", "Largest result", "A result larger than this fails its call.",
                       "Memory for each call in flight; too low and large results are lost."),
                   1 << 10, 64 << 20)};
}

std::vector<Knob> workloadKnobs() {
    return {within(knobOf<&Tuning::workers>("workload.workers", "Workers",
                                            "So many callers, each with one call at a time.",
                                            "Above what the server can do at once, only the waiting grows."),
                   1, 1000, "callers")};
}

} // namespace dyno::settings
