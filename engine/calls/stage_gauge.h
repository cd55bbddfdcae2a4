#pragma once

#include "engine/telemetry/path_status.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <optional>

namespace dyno::calls {

/// How many calls are at each stage of the path now. Engine thread only.
class StageGauge {
public:
    class Position;

    std::array<std::uint32_t, telemetry::stageCount> held() const {
        std::array<std::uint32_t, telemetry::stageCount> held{};
        for (std::size_t i = 0; i < held.size(); ++i)
            held[i] = static_cast<std::uint32_t>(std::max(m_held[i], 0));
        return held;
    }
    std::uint32_t total() const {
        return static_cast<std::uint32_t>(std::accumulate(m_held.begin(), m_held.end(), 0));
    }

private:
    std::int32_t& at(telemetry::Stage stage) { return m_held[static_cast<std::size_t>(stage)]; }

    /// A call may give up on the batch that carries it: until that is back, its stage has one too few.
    std::array<std::int32_t, telemetry::stageCount> m_held{};
};

/// Where one call is, or the calls are that one request carries. The gauge must outlive it.
class StageGauge::Position {
public:
    /// One more call, at the first stage.
    explicit Position(StageGauge& gauge)
        : m_gauge(gauge) {
        ++m_gauge.at(*m_stage);
    }
    /// Calls of a batch that goes on; they are back there when it ends, and each leaves by itself.
    Position(StageGauge& gauge, std::int32_t calls)
        : m_gauge(gauge)
        , m_stage(telemetry::Stage::Batch)
        , m_calls(calls)
        , m_returns(true) {}
    Position(const Position&) = delete;
    Position& operator=(const Position&) = delete;
    ~Position() {
        if (m_returns)
            move(telemetry::Stage::Batch);
        else
            leave();
    }

    void move(telemetry::Stage stage) {
        m_gauge.at(*m_stage) -= m_calls;
        m_stage = stage;
        m_gauge.at(stage) += m_calls;
    }
    /// The call has ended.
    void leave() {
        if (m_stage)
            m_gauge.at(*m_stage) -= m_calls;
        m_stage.reset();
    }

private:
    StageGauge& m_gauge;
    std::optional<telemetry::Stage> m_stage = telemetry::Stage::Admission;
    std::int32_t m_calls = 1;
    bool m_returns = false;
};

} // namespace dyno::calls
