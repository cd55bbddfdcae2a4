// What happens when calls fail or take long: breaker, retry, time-outs.
#include "engine/settings/knobs/stage_knobs.h"

namespace dyno::settings {

using std::chrono::hours;
using std::chrono::minutes;

std::vector<Knob> breakerKnobs() {
    using B = BreakerTuning;
    constexpr auto at = &Tuning::breaker;
    return {
        knobOf<at, &B::on>("breaker.on", "Circuit breaker",
                           "Turns calls away at once while a server or a tool keeps failing.",
                           "Calls that might have succeeded are turned away too, until it closes."),
        knobOf<at, &B::scope>(
            "breaker.scope", "Scope", "One breaker for each server, or for each tool.",
            "By server, one bad tool stops all; by tool, a dead server is found once a tool."),
        within(knobOf<at, &B::failures>("breaker.failures", "Failures in a row",
                                        "It opens after so many failures without a success between.",
                                        "Few: opens by chance. Many: callers wait for a dead server longer."),
               1, 1000, "failures"),
        share(knobOf<at, &B::share>("breaker.share", "Failure share",
                                    "It also opens when this share of the calls in the window failed.",
                                    "Looked at from 20 calls in the window on, so rare calls never open it."),
              0.01),
        within(knobOf<at, &B::window>("breaker.window", "Window",
                                      "The time over which the failure share is taken.",
                                      "Short follows chance, long follows slowly. Without a share it does "
                                      "nothing."),
               milliseconds(100), hours(1)),
        within(knobOf<at, &B::recovery>("breaker.recovery", "Recovery",
                                        "An open breaker lets a probe through after so long.",
                                        "Long keeps calls away from a server that is well again."),
               milliseconds(10), hours(1)),
        within(
            knobOf<at, &B::probes>("breaker.probes", "Probes",
                                   "So many calls are let through at once to see whether it is well again.",
                                   "Each is a real call that may fail."),
            1, 100, "calls"),
        within(knobOf<at, &B::successes>("breaker.successes", "Successes to close",
                                         "It closes after so many probes in a row succeed.",
                                         "More is surer and takes longer."),
               1, 100, "calls"),
        knobOf<at, &B::counts>(
            "breaker.counts", "What counts",
            "The kinds of failure that open it: transport, timeout, tool (it said isError).",
            "With \"tool\", bad arguments of one caller can shut out all the others."),
    };
}

std::vector<Knob> retryKnobs() {
    using R = RetryTuning;
    constexpr auto at = &Tuning::retry;
    return {
        within(knobOf<at, &R::attempts>("retry.attempts", "Attempts",
                                        "A failed call is tried so often in all; 1 never repeats.",
                                        "Each attempt adds load to a server in trouble. Only what is safe is "
                                        "repeated."),
               1, 20, "attempts"),
        within(knobOf<at, &R::base>("retry.base", "First wait",
                                    "The first retry waits a random time up to this.",
                                    "Added to the latency of the calls that are repeated."),
               milliseconds(1), minutes(1)),
        within(knobOf<at, &R::factor>("retry.factor", "Growth",
                                      "Each further wait may be so many times longer.",
                                      "1 keeps hammering; a large factor soon reaches the cap."),
               1, 10, "times"),
        within(knobOf<at, &R::cap>("retry.cap", "Longest wait",
                                   "No wait of ours is longer; a server may ask for more (Retry-After).",
                                   "Long waits outlast the time-out of the whole call."),
               milliseconds(1), minutes(10)),
        share(knobOf<at, &R::budget>("retry.budget", "Budget",
                                     "Retries are at most this share of all calls, and ten more.",
                                     "When it is spent, calls fail at their first failure."),
              0),
        knobOf<at, &R::counts>("retry.counts", "What is repeated",
                               "The kinds of failure that are tried again: transport, timeout, tool.",
                               "A tool that says no once mostly says it again."),
    };
}

std::vector<Knob> timeoutKnobs() {
    using T = TimeoutTuning;
    constexpr auto at = &Tuning::timeouts;
    return {
        within(knobOf<at, &T::start>("timeouts.start", "Start",
                                     "How long a server may take from its start to its first answer.",
                                     "Too short for one that is downloaded first, and it never comes up."),
               milliseconds(1), hours(1)),
        within(knobOf<at, &T::handshake>("timeouts.handshake", "Handshake",
                                         "How long the rest of the handshake may take.",
                                         "Long delays the news that a server is broken."),
               milliseconds(1), hours(1)),
        within(
            knobOf<at, &T::call>("timeouts.call", "Call",
                                 "How long one attempt may take; then it is cancelled at the server.",
                                 "Short fails slow calls that would have succeeded; long holds connections."),
            milliseconds(1), hours(1)),
        within(knobOf<at, &T::idle>("timeouts.idle", "Between progress",
                                    "How long a call may go without a sign of progress.",
                                    "Fails tools that report none, or seldom."),
               milliseconds(1), hours(1)),
        within(knobOf<at, &T::total>("timeouts.total", "Whole call",
                                     "How long a call may take with all its waits and retries.",
                                     "Shorter than one attempt's time-out, and nothing is ever repeated."),
               milliseconds(1), hours(24)),
    };
}

} // namespace dyno::settings
