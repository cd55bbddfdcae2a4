// What does admission cost a call that nothing holds up, how fast does a full queue turn calls away, and what
// does a call weigh that waits?

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/calls/admission/admission_stage.h"
#include "engine/process/proc_stat.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

using namespace dyno;
using calls::AdmissionStage;

namespace {

using settings::AdmissionTuning;

constexpr int rounds = 9;
constexpr int callsPerRound = 1'000'000;
constexpr int inFlight = 32;
constexpr int waitingCalls = 100'000;

struct Bench {
    explicit Bench(const AdmissionTuning& admission) { tune(admission); }

    void tune(const AdmissionTuning& admission) {
        auto next = std::make_shared<settings::Tuning>();
        next->admission = admission;
        tuning = std::move(next);
        stage.tuningChanged();
    }
    async::TimePoint deadline() const { return clock.now() + std::chrono::hours(1); }

    boost::asio::io_context io{1};
    async::SteadyClock clock{io.get_executor()};
    std::shared_ptr<const settings::Tuning> tuning = std::make_shared<settings::Tuning>();
    AdmissionStage stage{clock, tuning};
};

double nanosecondsEach(async::Duration length, int calls) {
    return static_cast<double>(length.count()) / calls;
}

template<class Round>
void printMedian(const char* what, Round round) {
    std::vector<double> values;
    for (int i = 0; i < rounds; ++i)
        values.push_back(round());
    std::sort(values.begin(), values.end());
    const double median = values[rounds / 2];
    fmt::print("| {} | {:.1f} ({:.1f} … {:.1f}) | {:.0f} |\n", what, median, values.front(), values.back(),
               1e9 / median);
}

/// Calls that are let through and end, one after the other, while some more are in flight.
void printPassing(const char* what, const AdmissionTuning& tuning) {
    Bench bench(tuning);
    const async::TimePoint deadline = bench.deadline();
    std::vector<std::unique_ptr<AdmissionStage::Ticket>> others;
    for (int i = 0; i < inFlight; ++i)
        others.push_back(std::make_unique<AdmissionStage::Ticket>(bench.stage, 1, "echo", deadline));
    printMedian(what, [&] {
        const async::TimePoint begin = bench.clock.now();
        int admitted = 0;
        for (int i = 0; i < callsPerRound; ++i) {
            const AdmissionStage::Ticket ticket(bench.stage, 1, "echo", deadline);
            admitted += ticket.admitted();
        }
        if (admitted != callsPerRound)
            fmt::print(stderr, "{} calls were not let through\n", callsPerRound - admitted);
        return nanosecondsEach(bench.clock.now() - begin, callsPerRound);
    });
}

async::Awaitable<void> callInVain(Bench& bench, int calls, int& refused) {
    const async::TimePoint deadline = bench.deadline();
    for (int i = 0; i < calls; ++i) {
        AdmissionStage::Ticket ticket(bench.stage, 1, "echo", deadline);
        const Result<void> outcome = co_await ticket.wait();
        refused += outcome.has_error() && ticket.refusal() == calls::Refusal::QueueFull;
    }
}

void printRejections() {
    AdmissionTuning tuning;
    tuning.perServer = 1;
    tuning.queue = 0;
    Bench bench(tuning);
    const AdmissionStage::Ticket running(bench.stage, 1, "echo", bench.deadline());
    printMedian("turned away by a full queue, with the words that say so", [&] {
        int refused = 0;
        const async::TimePoint begin = bench.clock.now();
        async::spawn(bench.io.get_executor(), callInVain(bench, callsPerRound, refused));
        bench.io.restart();
        async::runEventLoop(bench.io);
        if (refused != callsPerRound)
            fmt::print(stderr, "{} calls were not turned away\n", callsPerRound - refused);
        return nanosecondsEach(bench.clock.now() - begin, callsPerRound);
    });
}

async::Awaitable<void> waitForTurn(Bench& bench, int number, std::vector<int>& order) {
    AdmissionStage::Ticket ticket(bench.stage, 1, "echo", bench.deadline());
    const Result<void> outcome = co_await ticket.wait();
    if (outcome.has_value())
        order.push_back(number);
}

std::uint64_t residentBytes() {
    const auto stat = process::readProcStat(getpid());
    return stat ? stat->rssBytes : 0;
}

/// All wait behind one call; when it ends, each lets in the next.
void printWaiting() {
    AdmissionTuning tuning;
    tuning.perServer = 1;
    tuning.queue = waitingCalls;
    Bench bench(tuning);
    std::vector<int> order;
    order.reserve(waitingCalls);
    auto first = std::make_unique<AdmissionStage::Ticket>(bench.stage, 1, "echo", bench.deadline());
    const std::uint64_t before = residentBytes();
    const async::TimePoint begin = bench.clock.now();
    for (int i = 0; i < waitingCalls; ++i) {
        async::spawn(bench.io.get_executor(), waitForTurn(bench, i, order));
        bench.io.restart();
        bench.io.poll();
    }
    const async::TimePoint queued = bench.clock.now();
    const std::uint64_t after = residentBytes();
    const std::size_t waiting = bench.stage.waiting();
    first.reset();
    const async::TimePoint end = bench.clock.now();
    const bool inOrder = order.size() == waitingCalls && std::is_sorted(order.begin(), order.end());
    fmt::print("\n{} calls wait: {:.0f} bytes each, of which the ticket is {}; {:.0f} ns each to begin to "
               "wait, {:.0f} "
               "ns each to have its turn; admitted in order: {}\n",
               waiting, static_cast<double>(after - before) / waitingCalls, sizeof(AdmissionStage::Ticket),
               nanosecondsEach(queued - begin, waitingCalls), nanosecondsEach(end - queued, waitingCalls),
               inOrder ? "yes" : "NO");
}

} // namespace

int main() {
    printWaiting(); // first, while no memory is at hand from before
    fmt::print("\n{} calls a round, {} rounds, medians\n\n| | ns/call | calls/s |\n|---|---|---|\n",
               callsPerRound, rounds);
    AdmissionTuning tuning;
    printPassing("let through, no limit", tuning);
    tuning.callsPerSecond = 1e9;
    tuning.burst = 1'000'000;
    printPassing("let through, rate limited", tuning);
    tuning.callsPerSecond.reset();
    tuning.perServer = 1000;
    printPassing("let through, servers limited", tuning);
    tuning.perTool = 1000;
    tuning.callsPerSecond = 1e9;
    printPassing("let through, all limited", tuning);
    printRejections();
}
