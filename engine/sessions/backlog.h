#pragma once

#include "engine/sessions/kept.h"

#include <cstddef>

namespace dyno::sessions {

/// What waits to be written, as one batch, within bounds: calls first, then figures, then words are dropped.
/// Of one thread at a time.
class Backlog {
public:
    static constexpr Duration mostFigures = std::chrono::minutes(10);
    static constexpr std::size_t mostBodyBytes = 64 << 20; ///< beyond, calls are kept without their body
    static constexpr std::size_t mostWords = 20'000;       ///< entries of the log, samples of processes

    explicit Backlog(std::size_t mostCalls)
        : m_mostCalls(mostCalls) {}

    /// What had no room.
    struct Dropped {
        std::uint64_t calls = 0;
        Duration figures{};
        std::uint64_t words = 0;
    };
    /// `alreadyWaiting`: calls that were taken, and are being written.
    Dropped add(Batch batch, std::size_t alreadyWaiting);
    /// What was taken, and could not be written: before all that came since.
    Dropped giveBack(Batch batch);
    Batch take();

    bool empty() const { return m_waiting.empty(); }
    std::size_t calls() const { return m_waiting.calls.size(); }

private:
    std::uint64_t addCalls(std::vector<KeptCall> calls, std::size_t alreadyWaiting);
    Dropped append(Batch batch);

    std::size_t m_mostCalls;
    Batch m_waiting;
    Duration m_figures{};
    std::size_t m_bodyBytes = 0;
};

} // namespace dyno::sessions
