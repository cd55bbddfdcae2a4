// What a call costs that never reaches a server, through the whole call path and with its record: a cache
// hit, a rejection by an open breaker or a full queue, a place in the queue. One thread, the real clock.

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/calls/call_path.h"
#include "engine/transport/stdio_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include <malloc.h>

using namespace dyno;
using namespace std::chrono_literals;

namespace {

constexpr ServerId server = 1;
constexpr int callsPerRun = 200'000;
constexpr int rounds = 9;
constexpr int queued = 100'000;
constexpr double target = 500'000;
constexpr double mostBytes = 1024;

[[noreturn]] void fail(std::string_view why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(1);
}

struct SilentObserver final : calls::PoolObserver {
    void poolLog(telemetry::LogLevel, const std::string&) override {}
    void poolChanged() override {}
    void poolTraced(ConnectionId, const telemetry::TracedMessage&) override {}
    void connectionClosed(ConnectionId) override {}
};

std::shared_ptr<const calls::Target> targetOf(std::string tool, std::string arguments) {
    return std::make_shared<const calls::Target>(
        calls::Target{server, std::move(tool), std::move(arguments)});
}

const auto echo = targetOf("echo", R"({"message":"hello"})");
const auto hang = targetOf("hang", "{}");

/// The call path over one demo server.
struct Bench {
    Bench() { path.addPool(server, pool); }

    void tune(const settings::Tuning& changed) {
        tuning = std::make_shared<const settings::Tuning>(changed);
        path.tuningChanged();
        pool.tuningChanged();
    }
    calls::Pool::Ways ways() {
        const auto make = [this]() -> std::shared_ptr<transport::Transport> {
            return std::make_shared<transport::StdioTransport>(
                io.get_executor(), clock, settings::ServerConfig{"demo", {DYNO_DEMO_SERVER}, {}, {}},
                limits.maxMessageBytes);
        };
        return {{make}};
    }
    async::Awaitable<calls::CallResult> call(std::shared_ptr<const calls::Target> what) {
        calls::Call call{std::move(what), clock.now()};
        return path.call(std::move(call));
    }
    async::Awaitable<void> end() {
        path.cancelWaiting({ErrorKind::Cancelled, "the end"});
        pool.cancelCalls("the end");
        path.removePool(server);
        co_await pool.close();
    }

    boost::asio::io_context io{1};
    async::SteadyClock clock{io.get_executor()};
    std::shared_ptr<const settings::Tuning> tuning = std::make_shared<const settings::Tuning>();
    const mcp::Limits limits;
    SilentObserver observer;
    ConnectionId last = 0;
    calls::Pool pool{io.get_executor(), clock, tuning, ways(), [this] { return ++last; }, limits, observer};
    telemetry::Recorder recorder{clock.now()};
    calls::CallPath path{io.get_executor(), clock, tuning, &recorder};
};

async::Awaitable<void> callAndForget(Bench& bench, std::shared_ptr<const calls::Target> what) {
    co_await bench.call(std::move(what));
}

async::Awaitable<void> prepareHit(Bench& bench) {
    settings::Tuning tuning;
    tuning.cache.on = true;
    tuning.cache.tools = {echo->tool};
    tuning.cache.timeToLive = 1h;
    bench.tune(tuning);
    co_await bench.call(echo);
}

async::Awaitable<void> prepareOpenBreaker(Bench& bench) {
    settings::Tuning tuning;
    tuning.breaker.on = true;
    bench.tune(tuning);
    co_await bench.call(echo);
    bench.path.breakers().trip(server, echo->tool, bench.clock.now());
}

async::Awaitable<void> prepareFullQueue(Bench& bench) {
    settings::Tuning tuning;
    tuning.admission.perServer = 1;
    tuning.admission.queue = 0;
    bench.tune(tuning);
    co_await bench.call(echo);
    async::spawn(bench.io.get_executor(), callAndForget(bench, hang));
    while (bench.path.inFlight() == 0) {
        const auto turn = boost::asio::use_awaitable_t<async::Executor>();
        co_await boost::asio::post(bench.io.get_executor(), turn);
    }
}

bool isHit(const calls::CallResult& called) {
    return called.record.answeredBy == calls::AnsweredBy::Cache;
}
bool isRejected(const calls::CallResult& called) {
    return called.record.refusal == calls::Refusal::BreakerOpen;
}
bool isTurnedAway(const calls::CallResult& called) {
    return called.record.refusal == calls::Refusal::QueueFull;
}

using Prepare = async::Awaitable<void> (*)(Bench&);
using Check = bool (*)(const calls::CallResult&);

async::Awaitable<void> measure(Bench& bench, Prepare prepare, Check check, std::vector<double>& perSecond) {
    bench.pool.open();
    co_await prepare(bench);
    for (int round = 0; round < rounds; ++round) {
        const async::TimePoint begin = bench.clock.now();
        for (int i = 0; i < callsPerRun; ++i) {
            const calls::CallResult called = co_await bench.call(echo);
            if (!check(called))
                fail("a call ended otherwise than it should");
        }
        const std::chrono::duration<double> length = bench.clock.now() - begin;
        perSecond.push_back(callsPerRun / length.count());
    }
    co_await bench.end();
}

void compare(std::string_view what, Prepare prepare, Check check) {
    Bench bench;
    std::vector<double> perSecond;
    async::spawn(bench.io.get_executor(), measure(bench, prepare, check, perSecond));
    async::runEventLoop(bench.io);
    std::sort(perSecond.begin(), perSecond.end());
    const double median = perSecond[perSecond.size() / 2];
    fmt::print("| {} | {:.0f} | {:.0f} … {:.0f} | ≥ {:.0f} {} |\n", what, median, perSecond.front(),
               perSecond.back(), target, median >= target ? "✓" : "✗");
}

// The queue.

struct Queue {
    std::vector<async::TimePoint> admitted;
    std::size_t begun = 0;
    double allocatedBefore = 0; ///< when the last one was about to call
    int left = queued;
    async::Waiter<bool> empty = {};
};

double allocated() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

async::Awaitable<void> queueUp(Bench& bench, Queue& queue, std::size_t number) {
    ++queue.begun;
    queue.allocatedBefore = allocated();
    const calls::CallResult called = co_await bench.call(echo);
    if (called.result.has_error())
        fail(called.result.error().message);
    queue.admitted[number] = called.record.admitted;
    if (--queue.left == 0)
        queue.empty.complete(true);
}

async::Awaitable<void> fillQueue(Bench& bench, Queue& queue, double& bytes) {
    settings::Tuning tuning;
    tuning.admission.queue = queued;
    tuning.admission.longestWait = 1h;
    tuning.timeouts.call = 10min;
    tuning.admission.perServer = 1;
    bench.pool.open();
    bench.tune(tuning);
    co_await bench.call(echo);
    async::spawn(bench.io.get_executor(), callAndForget(bench, hang));
    queue.admitted.resize(queued);
    const auto turn = boost::asio::use_awaitable_t<async::Executor>();
    while (bench.path.inFlight() == 0)
        co_await boost::asio::post(bench.io.get_executor(), turn);
    for (std::size_t i = 0; i < queued; ++i) {
        async::spawn(bench.io.get_executor(), queueUp(bench, queue, i));
        while (queue.begun <= i)
            co_await boost::asio::post(bench.io.get_executor(), turn);
        bytes += (allocated() - queue.allocatedBefore) / queued;
    }
    if (bench.path.inFlight() != queued + 1)
        fail("not all calls wait");
    bench.pool.cancelCalls("room for the others");
    tuning.admission.perServer = 64;
    bench.tune(tuning);
    co_await queue.empty.wait();
    co_await bench.end();
}

void measureQueue() {
    Bench bench;
    Queue queue;
    double bytes = 0;
    async::spawn(bench.io.get_executor(), fillQueue(bench, queue, bytes));
    async::runEventLoop(bench.io);
    const bool inOrder = std::is_sorted(queue.admitted.begin(), queue.admitted.end());
    fmt::print("\n{} calls wait in the queue: {:.0f} bytes each, without what is their callers' (≤ "
               "{:.0f} {}), admitted {} order {}\n",
               queued, bytes, mostBytes, bytes <= mostBytes ? "✓" : "✗", inOrder ? "in" : "out of",
               inOrder ? "✓" : "✗");
}

} // namespace

int main() {
    fmt::print("{} calls a run, {} runs, medians\n\n| | calls/s | from … to | target |\n|---|---|---|---|\n",
               callsPerRun, rounds);
    compare("cache hit", prepareHit, isHit);
    compare("rejected by an open breaker", prepareOpenBreaker, isRejected);
    compare("turned away by a full queue", prepareFullQueue, isTurnedAway);
    measureQueue();
}
