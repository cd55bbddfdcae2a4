// What does it take to read a session? 10 million calls, a million of them kept in full:
// bench_sessions [FILE [CALLS [KEPT [CALLS/S [TOOLS [CONNECTIONS]]]]]]

#include "engine/sessions/session_reader.h"
#include "sample_session.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <random>

using namespace dyno;
using namespace dyno::sessions;
using namespace std::chrono_literals;

namespace {

void timed(const std::string& what, const auto& act) {
    const auto began = std::chrono::steady_clock::now();
    const std::string result = act();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    fmt::print("{:<44} {:>10.2f} ms  {}\n", what, took.count(), result);
}

void search(SessionReader& reader, const std::string& what, const CallFilter& filter, CallOrder order) {
    timed("find: " + what, [&] {
        const auto index = reader.find(filter, order).value();
        return fmt::format("{} calls, for {}", index->ids.size(), index->standsFor);
    });
}

void searches(SessionReader& reader) {
    search(reader, "all", {}, CallOrder::Ended);
    search(reader, "all, slowest first", {}, CallOrder::SlowestFirst);
    search(reader, "at least 5 ms", {.atLeast = 5ms}, CallOrder::Ended);
    search(reader, "errors of a connection", {.connection = 1, .outcome = CallFilter::Outcome::Errors},
           CallOrder::Ended);
    search(reader, "text in tools", {.text = "TOOL-2"}, CallOrder::Ended);
    search(reader, "text in bodies", {.text = "answer 77"}, CallOrder::Ended);
}

void rows(SessionReader& reader) {
    const auto index = reader.find({}, CallOrder::SlowestFirst).value();
    std::mt19937_64 random(1);
    for (int i = 0; i < 3; ++i)
        timed("200 rows anywhere", [&] {
            return fmt::format("{}", reader.rows(*index, random() % index->ids.size(), 200).value().size());
        });
}

void figures(SessionReader& reader) {
    const Range all{0s, reader.info().value().length};
    const Range middle{all.to / 4 + 1s, all.to / 2};
    timed("snapshot", [&] { return fmt::format("{} points", reader.snapshot({}).value().series->size()); });
    timed("snapshot of a range",
          [&] { return fmt::format("{}", reader.snapshot(middle).value().counts.ended()); });
    timed("figures of a range",
          [&] { return fmt::format("{}", reader.figures(middle).value().counts.ended()); });
    timed("100 parts", [&] { return fmt::format("{}", reader.parts(all, 100).value().size()); });
    timed("by tool", [&] { return fmt::format("{}", reader.byTool(all).value().size()); });
    timed("by connection", [&] { return fmt::format("{}", reader.byConnection(all).value().size()); });
}

} // namespace

int main(int count, char** words) {
    const auto number = [&](int i, double standard) { return count > i ? std::atof(words[i]) : standard; };
    const std::filesystem::path file = count > 1 ? words[1] : "/tmp/bench.dyno";
    test::SampleSession sample;
    sample.calls = static_cast<std::uint64_t>(number(2, 10e6));
    sample.kept = static_cast<std::uint64_t>(number(3, 1e6));
    sample.callsPerSecond = number(4, 2000);
    sample.tools = static_cast<std::uint32_t>(number(5, 5));
    sample.connections = static_cast<std::uint32_t>(number(6, 8));
    sample.errorShare = 0.001;
    sample.bodies = sample.kept;
    timed("write", [&] { return fmt::format("{} kept", test::writeSession(file, sample).callsKept); });
    fmt::print("{} MB\n", std::filesystem::file_size(file) / 1'000'000);
    const auto reader = SessionReader::open(file).value();
    timed("info", [&] { return reader->info().value().title; });
    figures(*reader);
    searches(*reader);
    rows(*reader);
}
