// What does recording cost? The same load on the demo server with and without a session file, in turns: as
// fast as it goes, and at 50,000 calls/s, where it is the CPU of the whole process that tells. And how large
// the file is: of calls that are kept, and once the bound on these is reached.

#include "engine/async/event_loop.h"
#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/engine.h"
#include "engine/sessions/session_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace dyno;

namespace {

constexpr ServerId server = 1;
constexpr int rounds = 7;
constexpr int workers = 32;
const std::filesystem::path file = std::filesystem::temp_directory_path() / "bench-recording.dyno";

struct Load {
    std::uint64_t calls = 0;
    std::optional<double> callsPerSecond;
    std::optional<std::uint64_t> keepAll; ///< empty: nothing is recorded
};

struct Outcome {
    double callsPerSecond = 0;
    double cpuPerCall = 0; ///< µs, of all threads
    telemetry::RecordingStatus recording;
};

async::Awaitable<void> run(Engine& engine, const Load& load, Outcome& outcome) {
    engine.startServer(server);
    if (const auto up = co_await engine.serverUp(server); up.has_error())
        std::exit((fmt::print(stderr, "{}\n", up.error().message), 1));
    if (load.keepAll) {
        sessions::RecordingOptions options;
        options.file = file;
        options.keepAll = *load.keepAll;
        if (const auto recording = engine.record(options); recording.has_error())
            std::exit((fmt::print(stderr, "{}\n", recording.error().message), 1));
    }
    const std::clock_t begin = std::clock();
    workload::Scenario scenario{server, "echo", R"({"message":"hello"})", {load.calls, {}}, {}};
    engine.startWorkload(std::move(scenario));
    co_await engine.workloadFinished();
    const Engine::SnapshotPtr snapshot = engine.stopRecording();
    engine.awaitRecording();
    const std::clock_t end = std::clock();
    const auto calls = static_cast<double>(snapshot->counts.succeeded);
    outcome.callsPerSecond = calls / std::chrono::duration<double>(snapshot->measured).count();
    outcome.cpuPerCall = static_cast<double>(end - begin) / CLOCKS_PER_SEC * 1e6 / calls;
    outcome.recording = engine.snapshot()->recording;
    co_await engine.shutdown();
}

Outcome measure(const Load& load) {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    Engine engine(io.get_executor(), clock);
    settings::Tuning tuning;
    tuning.workers = workers;
    tuning.admission.callsPerSecond = load.callsPerSecond;
    tuning.admission.burst = 100;
    if (engine.tune(tuning).has_error())
        std::exit(1);
    engine.addServer(server, {"demo", {DYNO_DEMO_SERVER}, {}, {}});
    Outcome outcome;
    async::spawn(io.get_executor(), run(engine, load, outcome));
    async::runEventLoop(io);
    return outcome;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(const char* name, Load load, std::uint64_t keepAll) {
    std::vector<double> ratios, on, off, cpuOn, cpuOff;
    for (int round = 0; round < rounds; ++round) {
        Outcome outcomes[2];
        for (const int which : {round % 2, 1 - round % 2}) {
            load.keepAll = which ? std::optional(keepAll) : std::nullopt;
            outcomes[which] = measure(load);
        }
        ratios.push_back(outcomes[1].callsPerSecond / outcomes[0].callsPerSecond);
        off.push_back(outcomes[0].callsPerSecond);
        on.push_back(outcomes[1].callsPerSecond);
        cpuOff.push_back(outcomes[0].cpuPerCall);
        cpuOn.push_back(outcomes[1].cpuPerCall);
    }
    const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
    fmt::print("| {} | {:.0f} | {:.0f} | {:.3f} ({:.3f} … {:.3f}) | {:.2f} → {:.2f} |\n", name, median(off),
               median(on), median(ratios), *low, *high, median(cpuOff), median(cpuOn));
}

void size(const char* name, std::uint64_t keepAll) {
    const Outcome outcome = measure({500'000, {}, keepAll});
    const telemetry::RecordingStatus& recording = outcome.recording;
    const auto bytes = static_cast<double>(std::filesystem::file_size(file));
    fmt::print("| {} | {} | {} | {:.0f} KiB | {:.1f} | {:.1f} | {} |\n", name, recording.callsSeen,
               recording.callsKept, bytes / 1024, bytes / static_cast<double>(recording.callsSeen),
               bytes / static_cast<double>(recording.callsKept), recording.callsLost);
}

} // namespace

int main() {
    fmt::print("echo on the demo server, {} in flight, {} runs each in turns, medians\n\n", workers, rounds);
    fmt::print("| load | off, calls/s | on, calls/s | on / off | CPU a call, µs |\n|---|---|---|---|---|\n");
    compare("as fast as it goes, all kept", {400'000, {}, {}}, 1'000'000);
    compare("as fast as it goes, sampled", {400'000, {}, {}}, 10'000);
    compare("50,000 calls/s, all kept", {100'000, 50'000, {}}, 1'000'000);
    compare("50,000 calls/s, sampled", {100'000, 50'000, {}}, 1'000);
    fmt::print("\n| file | calls | kept | size | bytes a call | bytes a kept call | lost |\n"
               "|---|---|---|---|---|---|---|\n");
    size("all kept", 1'000'000);
    size("sampled after 1,000", 1'000);
    std::filesystem::remove(file);
}
