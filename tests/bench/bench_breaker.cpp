// What does the breaker stage cost? Rejections by an open breaker, with their words, and the way of a call
// through a closed one, on one thread and on the real clock.

#include "engine/calls/breaker/breakers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

using namespace dyno;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int callsPerRun = 1'000'000;
constexpr int rounds = 9;
constexpr ServerId server = 1;
constexpr std::string_view tool = "a_tool_with_a_usual_name";

const Error died{ErrorKind::PeerClosed, "the server exited with status 1 while the call was in flight"};

std::shared_ptr<const settings::Tuning> tuning(bool on, bool share, settings::Scope scope) {
    settings::Tuning tuning;
    tuning.breaker.on = on;
    tuning.breaker.scope = scope;
    if (share)
        tuning.breaker.share = 0.5;
    return std::make_shared<const settings::Tuning>(tuning);
}

/// Nanoseconds for each of many.
double each(const std::function<void()>& call) {
    std::vector<double> runs;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        for (int i = 0; i < callsPerRun; ++i)
            call();
        const std::chrono::duration<double, std::nano> length = Clock::now() - begin;
        runs.push_back(length.count() / callsPerRun);
    }
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
}

void print(std::string_view what, double nanoseconds) {
    fmt::print("| {:<42} | {:>7.1f} | {:>12.0f} |\n", what, nanoseconds, 1e9 / nanoseconds);
}

double rejection(settings::Scope scope) {
    const auto current = tuning(true, false, scope);
    calls::Breakers breakers(current);
    for (int i = 0; i < current->breaker.failures; ++i)
        breakers.enter(server, tool, Clock::now())->failed(died, Clock::now());
    std::size_t bytes = 0;
    return each([&] { bytes += breakers.enter(server, tool, Clock::now()).error().message.size(); });
}

double passage(const std::shared_ptr<const settings::Tuning>& current) {
    calls::Breakers breakers(current);
    return each([&] { breakers.enter(server, tool, Clock::now())->succeeded(Clock::now()); });
}

} // namespace

int main() {
    using settings::Scope;
    fmt::print("one thread, {} calls a run, the median of {} runs\n\n", callsPerRun, rounds);
    fmt::print("| {:<42} | {:>7} | {:>12} |\n|---|---|---|\n", "", "ns", "each second");
    print("two looks at the clock, part of the others", each([] { (void)(Clock::now() - Clock::now()); }));
    print("turned away by an open breaker", rejection(Scope::Server));
    print("turned away by a tool's open breaker", rejection(Scope::Tool));
    print("off", passage(tuning(false, false, Scope::Server)));
    print("closed", passage(tuning(true, false, Scope::Server)));
    print("closed, by tool", passage(tuning(true, false, Scope::Tool)));
    print("closed, by tool, with a share in a window", passage(tuning(true, true, Scope::Tool)));
}
