#pragma once

#include "engine/telemetry/snapshot.h"

#include <array>
#include <deque>
#include <optional>

namespace dyno::ui {

/// The stages of the call path over the last moments: what snapshots count from the start becomes calls a
/// second, and what is held at one moment becomes what is usually held.
class FlowWindow {
public:
    struct Rates {
        double in = 0; ///< calls a second
        double out = 0;
    };

    static constexpr async::Duration length = std::chrono::seconds(1);

    /// Snapshots in the order of their time. Counts that begin anew start a new window.
    void add(const telemetry::Snapshot& snapshot);

    /// Of a stretch of time that is over, what it counted by its length.
    static FlowWindow of(const telemetry::Snapshot& past);

    Rates rates(telemetry::Stage stage) const;
    /// The stage that held most over the window: where calls wait. Nothing while hardly any does.
    std::optional<telemetry::Stage> busiest() const;

private:
    struct Sample {
        async::Duration at{};
        std::array<telemetry::StageFlow, telemetry::stageCount> stages;
    };

    double meanHeld(std::size_t stage) const;

    std::deque<Sample> m_samples; ///< the first is as old as the window is long, or a little older
};

} // namespace dyno::ui
