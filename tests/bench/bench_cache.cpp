// What does the cache cost, and how much faster is it than a server? Calls answered, and calls that pass it,
// by one thread; and how long it takes to put arguments into their one spelling.

#include "engine/async/event_loop.h"
#include "engine/async/steady_clock.h"
#include "engine/calls/cache/cache_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

using namespace dyno;

namespace {

constexpr int rounds = 5;

/// The median of several rounds, in operations per second.
template<class Operation>
double rate(int count, Operation operation) {
    std::vector<double> rates;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i)
            operation(i);
        rates.push_back(count /
                        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

void print(std::string_view what, double rate) {
    fmt::print("| {:<44} | {:>12.0f} | {:>8.0f} |\n", what, rate, 1e9 / rate);
}

void check(bool asExpected) {
    if (!asExpected)
        std::exit((fmt::print(stderr, "the cache did not do what is measured here\n"), 1));
}

/// An object of 200 bytes, its names in no order.
std::string arguments(int number) {
    std::string text = fmt::format(
        R"({{"query":"select name from planets","limit":100.0,"offset":{},"sort":["mass",{{"by":"name"}}],"cache":false,"fields":["name","mass","moons"],"note":")",
        number);
    text.resize(198, 'x');
    return text + "\"}";
}

std::vector<calls::Target> targets(int first, int last) {
    std::vector<calls::Target> result;
    for (int i = first; i < last; ++i)
        result.push_back({1, "search_database", arguments(i)});
    return result;
}

mcp::Tool readOnlyTool() {
    mcp::Tool tool;
    tool.annotations.readOnly = true;
    return tool;
}

std::shared_ptr<const settings::Tuning> tuned(bool on, int entries) {
    settings::Tuning tuning;
    tuning.cache.on = on;
    tuning.cache.entries = entries;
    return std::make_shared<const settings::Tuning>(tuning);
}

void measureStage() {
    boost::asio::io_context io(1);
    async::SteadyClock clock(io.get_executor());
    std::shared_ptr<const settings::Tuning> tuning = tuned(true, 1'000);
    calls::CacheStage stage(clock, tuning);
    const mcp::Tool tool = readOnlyTool();
    const std::vector<calls::Target> kept = targets(0, 1'000);
    const std::vector<calls::Target> absent = targets(1'000, 10'000);
    const Result<calls::ResultPtr> answer = std::make_shared<const nlohmann::json>("an answer");
    const auto call = [&](const calls::Target& target, bool hits) {
        calls::CacheStage::Visit visit(stage, target, &tool);
        check((visit.hit() != nullptr) == hits);
        visit.land(answer, 1'000, std::chrono::milliseconds(1));
    };
    for (const calls::Target& target : kept)
        call(target, false);
    print("hit, always the same call", rate(2'000'000, [&](int) { call(kept[0], true); }));
    print("hit, 1,000 calls in turn",
          rate(2'000'000, [&](int i) { call(kept[static_cast<std::size_t>(i) % kept.size()], true); }));
    for (const calls::Target& target : absent)
        check(!target.canonicalArguments().empty());
    print("miss, kept and another one evicted",
          rate(200'000, [&](int i) { call(absent[static_cast<std::size_t>(i) % absent.size()], false); }));
    tuning = tuned(false, 1'000);
    print("switched off", rate(2'000'000, [&](int) { call(kept[0], false); }));
}

} // namespace

int main() {
    fmt::print("one thread, arguments of {} bytes, medians of {} rounds\n\n", arguments(1).size(), rounds);
    fmt::print("| {:<44} | {:>12} | {:>8} |\n|---|---|---|\n", "what", "per second", "ns each");
    measureStage();
    const std::string text = arguments(1);
    print("arguments put into their one spelling",
          rate(200'000, [&](int) { check(calls::canonicalJson(text).has_value()); }));
}
