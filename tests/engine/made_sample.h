#pragma once

#include "engine/sessions/compare/sample.h"
#include "engine/telemetry/histogram_codec.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace dyno::test {

/// One call that a sample is made of.
struct MadeCall {
    double micros = 0; ///< latency
    std::string_view tool = "echo";
    bool failed = false;
};

/// A sample as `workers` callers would have made it that wait for each answer, cut into parts in time.
class MadeSample {
public:
    explicit MadeSample(const std::vector<MadeCall>& calls, int workers = 8, std::size_t parts = 30) {
        sample.name = "made";
        sample.state.journal = std::make_shared<std::vector<settings::TuningChange>>();
        const double length = timeOf(calls) / workers;
        sample.range = {{}, seconds(length)};
        cut(parts);
        double at = 0;
        for (const MadeCall& call : calls) {
            at += call.micros / workers;
            const auto part = static_cast<std::size_t>(at / length * static_cast<double>(parts));
            add(call, std::min(part, parts - 1));
        }
        encode();
    }

    sessions::Sample sample;

private:
    static double timeOf(const std::vector<MadeCall>& calls) {
        double sum = 1;
        for (const MadeCall& call : calls)
            sum += call.micros;
        return sum;
    }
    static async::Duration seconds(double micros) {
        return async::Duration(static_cast<async::Duration::rep>(micros * 1000));
    }

    void cut(std::size_t parts) {
        const auto length = (sample.range.to - sample.range.from) / static_cast<int>(parts);
        for (std::size_t i = 0; i < parts; ++i)
            sample.parts.push_back(
                {{length * static_cast<int>(i), length * static_cast<int>(i + 1)}, {}, {}});
        m_calls.resize(parts);
    }

    telemetry::RouteFigures& routeOf(std::string_view tool) {
        for (telemetry::RouteFigures& route : sample.tools)
            if (route.tool == tool)
                return route;
        return sample.tools.emplace_back(telemetry::RouteFigures{1, 0, std::string(tool), {}, {}});
    }

    void add(const MadeCall& call, std::size_t part) {
        telemetry::RouteFigures& route = routeOf(call.tool);
        sample.figures.latency.record(micros(call));
        sample.figures.phases[serverPhase].record(serverMicros(call));
        route.latency.record(micros(call));
        for (telemetry::CallCounts* counts :
             {&sample.figures.counts, &sample.parts[part].counts, &route.counts})
            ++(call.failed ? counts->failed : counts->succeeded);
        m_calls[part].push_back(call);
    }

    void encode() {
        for (std::size_t part = 0; part < m_calls.size(); ++part) {
            sample.parts[part].latency = encoded(part, {}, micros);
            sample.phaseParts[serverPhase].push_back(encoded(part, {}, serverMicros));
            for (const telemetry::RouteFigures& route : sample.tools)
                sample.toolParts[route.tool].push_back(encoded(part, route.tool, micros));
        }
        m_calls.clear();
    }

    /// An empty tool stands for all of them.
    std::string encoded(std::size_t part, std::string_view tool, std::int64_t (*time)(const MadeCall&)) {
        m_scratch.reset();
        for (const MadeCall& call : m_calls[part])
            if (tool.empty() || call.tool == tool)
                m_scratch.record(time(call));
        std::string text;
        telemetry::appendCounts(m_scratch, text);
        return text;
    }

    static std::int64_t micros(const MadeCall& call) { return std::llround(call.micros); }
    static std::int64_t serverMicros(const MadeCall& call) { return micros(call) * 9 / 10; }

    static constexpr auto serverPhase = static_cast<std::size_t>(calls::Phase::Server);
    std::vector<std::vector<MadeCall>> m_calls; ///< by parts
    telemetry::Histogram m_scratch;
};

} // namespace dyno::test
