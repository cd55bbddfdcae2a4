#pragma once

#include "engine/sessions/figures_codec.h"
#include "engine/sessions/kept.h"
#include "engine/telemetry/figures.h"

#include <nlohmann/json.hpp>

namespace dyno::test {

using async::Duration;

/// The n-th of many calls, all different, as the engine's stages would have stamped it.
inline sessions::KeptCall madeUpCall(std::uint32_t n, Duration at) {
    static const auto target = std::make_shared<const calls::Target>(calls::Target{1, "echo", R"({"a":1})"});
    sessions::KeptCall call;
    calls::CallRecord& record = call.record;
    record.server = 1;
    record.connection = 1 + n % 4;
    record.intended = async::TimePoint(std::chrono::hours(1)) + at; // whatever the clock shows
    call.at = at;
    Duration past{};
    for (auto stamp :
         {&calls::CallRecord::started, &calls::CallRecord::admitted, &calls::CallRecord::cacheChecked,
          &calls::CallRecord::batched, &calls::CallRecord::acquired, &calls::CallRecord::written,
          &calls::CallRecord::firstByte, &calls::CallRecord::lastByte, &calls::CallRecord::decoded,
          &calls::CallRecord::done}) {
        past += Duration(500 + (n * 2'654'435'761U) % 20'000);
        record.*stamp = record.intended + past;
    }
    record.firstByte += std::chrono::microseconds(100 + n % 900);
    for (auto stamp : {&calls::CallRecord::lastByte, &calls::CallRecord::decoded, &calls::CallRecord::done})
        record.*stamp += std::chrono::microseconds(100 + n % 900);
    record.answeredBy = calls::AnsweredBy::Server;
    record.attempts = 1;
    record.bytesSent = 120 + n % 50;
    record.bytesReceived = 200 + n % 5000;
    call.target = target;
    call.tool = 1 + n % 3;
    return call;
}

/// The interval in which calls were made, with true figures of them.
inline sessions::KeptInterval intervalOf(const std::vector<sessions::KeptCall>& calls, Duration began,
                                         Duration ended, std::uint32_t run = 0) {
    static telemetry::Figures figures;
    figures.reset();
    for (const sessions::KeptCall& call : calls)
        figures.count(call.record);
    sessions::KeptInterval interval;
    interval.began = began;
    interval.ended = ended;
    interval.run = run;
    interval.counts = figures.counts;
    interval.figures = sessions::encodeFigures(figures);
    return interval;
}

/// So many calls, evenly spread over one interval.
inline sessions::Batch madeUpBatch(std::uint32_t first, std::uint32_t count, Duration began, Duration length,
                                   std::uint32_t run = 0) {
    sessions::Batch batch;
    for (std::uint32_t i = 0; i < count; ++i)
        batch.calls.push_back(madeUpCall(first + i, began + length * i / count));
    batch.intervals.push_back(intervalOf(batch.calls, began, began + length, run));
    return batch;
}

} // namespace dyno::test
