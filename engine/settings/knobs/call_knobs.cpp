// What happens to a call before it is sent: admission, cache, batch.
#include "engine/settings/batch_rules.h"
#include "engine/settings/knobs/stage_knobs.h"

namespace dyno::settings {

using std::chrono::hours;

std::vector<Knob> admissionKnobs() {
    using A = AdmissionTuning;
    constexpr auto at = &Tuning::admission;
    return {
        within(knobOf<at, &A::callsPerSecond>("admission.rate", "Calls per second",
                                              "At most so many calls begin each second, over all servers.",
                                              "Calls above the rate wait, and are turned away when the queue "
                                              "is full."),
               0.01, 1e6, "calls/s"),
        within(knobOf<at, &A::burst>("admission.burst", "Burst",
                                     "So many calls may begin at once after a pause, despite the rate.",
                                     "A large burst reaches the server as a spike. Without a rate it does "
                                     "nothing."),
               1, 100'000, "calls"),
        within(knobOf<at, &A::perServer>("admission.perServer", "At once, per server",
                                         "So many calls to one server run at once; the others wait.",
                                         "Too low and a server that could do more stands idle."),
               1, 10'000, "calls"),
        within(knobOf<at, &A::perTool>("admission.perTool", "At once, per tool",
                                       "So many calls to one tool run at once; the others wait.",
                                       "Keeps a slow tool from taking every connection; too low and it "
                                       "starves."),
               1, 10'000, "calls"),
        within(
            knobOf<at, &A::queue>("admission.queue", "Queue length",
                                  "So many calls may wait to begin; the next one is turned away at once.",
                                  "A long queue hides overload as latency; a short one turns bursts away."),
            0, 1e6, "calls"),
        within(knobOf<at, &A::longestWait>("admission.wait", "Longest wait",
                                           "A call that waited so long to begin is turned away.",
                                           "Longer than callers are patient, and work is done for nobody."),
               milliseconds(1), hours(1)),
    };
}

std::vector<Knob> cacheKnobs() {
    using C = CacheTuning;
    constexpr auto at = &Tuning::cache;
    Knob tools{"cache.tools", "Which tools",
               "Tools whose results are kept: \"marked\" are those that say they are read-only; or names.",
               "A tool that writes or depends on time must not be named: its calls would not happen."};
    tools.kind = KnobKind::Text;
    tools.get = cachedTools;
    tools.set = setCachedTools;
    return {
        knobOf<at, &C::on>(
            "cache.on", "Cache",
            "Answers a call from the result of an equal one; equal calls at once are sent once.",
            "An answer can be as old as the time to live. Errors are never kept."),
        within(knobOf<at, &C::timeToLive>("cache.ttl", "Time to live", "A result is used for so long.",
                                          "Longer saves more calls, with older answers."),
               milliseconds(1), hours(24)),
        within(knobOf<at, &C::entries>("cache.entries", "Entries",
                                       "So many results are kept; the one unused longest goes first.",
                                       "Memory; too few and results are gone before they are used again."),
               1, 1e6, "results"),
        within(knobOf<at, &C::bytes>("cache.bytes", "Memory", "The kept results take at most so much memory.",
                                     "A result larger than this is never kept."),
               1 << 10, 4.0 * (1 << 30)),
        naming(std::move(tools), "names of tools"),
    };
}

std::vector<Knob> batchKnobs() {
    using B = BatchTuning;
    constexpr auto at = &Tuning::batch;
    return {
        knobOf<at, &B::mode>(
            "batch.mode", "Batching",
            "Joins calls: \"tool\" into one call of a batch tool, by the rules; \"jsonrpc\" into "
            "one array.",
            "Each call waits for others. JSON-RPC arrays exist in protocol 2025-03-26 only."),
        within(knobOf<at, &B::size>("batch.size", "Batch size", "A batch is sent when it has so many calls.",
                                    "A large batch is slow to fill, and one failure of it fails them all."),
               1, maxBatchSize, "calls"),
        within(knobOf<at, &B::longestWait>(
                   "batch.wait", "Longest wait",
                   "A batch that is not full is sent after so long, or half of what a call has left.",
                   "Added to the latency of calls that find no company."),
               minBatchWait, maxBatchWait),
        knobOf<at, &B::rules>(
            "batch.rules", "Rules",
            "Which tool's calls go to which batch tool, and where its items and results are.",
            "A wrong rule makes its calls fail: the batch tool must give one result per item."),
    };
}

} // namespace dyno::settings
