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
    struct Part {
        telemetry::Histogram latency;
        std::vector<telemetry::Histogram> tools;
        telemetry::Histogram server;
    };

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
        m_parts.resize(parts);
    }

    std::size_t toolIndex(std::string_view tool) {
        for (std::size_t i = 0; i < sample.tools.size(); ++i)
            if (sample.tools[i].tool == tool)
                return i;
        sample.tools.push_back({1, 0, std::string(tool), {}, {}});
        return sample.tools.size() - 1;
    }

    void add(const MadeCall& call, std::size_t part) {
        const std::size_t tool = toolIndex(call.tool);
        m_parts[part].tools.resize(std::max(m_parts[part].tools.size(), tool + 1));
        const auto micros = static_cast<std::int64_t>(std::llround(call.micros));
        const std::int64_t server = micros * 9 / 10;
        sample.figures.latency.record(micros);
        sample.figures.phases[static_cast<std::size_t>(calls::Phase::Server)].record(server);
        m_parts[part].latency.record(micros);
        m_parts[part].tools[tool].record(micros);
        m_parts[part].server.record(server);
        sample.tools[tool].latency.record(micros);
        for (telemetry::CallCounts* counts :
             {&sample.figures.counts, &sample.parts[part].counts, &sample.tools[tool].counts})
            ++(call.failed ? counts->failed : counts->succeeded);
    }

    void encode() {
        auto& server = sample.phaseParts[static_cast<std::size_t>(calls::Phase::Server)];
        server.resize(m_parts.size());
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            telemetry::appendCounts(m_parts[i].latency, sample.parts[i].latency);
            telemetry::appendCounts(m_parts[i].server, server[i]);
            for (std::size_t tool = 0; tool < m_parts[i].tools.size(); ++tool)
                telemetry::appendCounts(m_parts[i].tools[tool],
                                        sample.toolParts[sample.tools[tool].tool].emplace_back());
        }
        m_parts.clear();
    }

    std::vector<Part> m_parts;
};

} // namespace dyno::test
