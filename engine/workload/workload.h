#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/waiter.h"
#include "engine/calls/call_path.h"
#include "engine/telemetry/recorder.h"
#include "engine/workload/scenario.h"

#include <memory>
#include <vector>

namespace dyno::workload {

/// Loads one server: `workers` callers, each of which starts its next call when its last one has ended (a
/// closed loop, so the intended start of a call is the end of the one before). Engine thread only.
class Workload {
public:
    /// A caller that a stage of the path turned away calls again after so long: without a pause it would do
    /// nothing but be turned away, some hundred thousand times a second.
    static constexpr async::Duration turnedAwayPause = std::chrono::milliseconds(10);

    Workload(async::Executor executor, async::Clock& clock, calls::CallPath& path,
             const std::shared_ptr<const settings::Tuning>& tuning, telemetry::Recorder& recorder);

    /// Begins at once; no other may be running. Its server must be up.
    void start(Scenario scenario);
    /// Starts no further call; those in flight end by themselves.
    void stop();
    /// Takes up the tuning's number of workers: missing ones start now, surplus ones end after their call.
    void tuningChanged();

    bool idle() const { return m_phase == telemetry::WorkloadPhase::Idle; }
    telemetry::WorkloadStatus status() const;
    /// Waits until nothing runs.
    async::Awaitable<void> finished();

private:
    async::Awaitable<void> run();
    async::Awaitable<void> drive(Extent extent);
    async::Awaitable<void> work(std::size_t index);
    void startMissingWorkers();
    bool mayCall(std::size_t index);
    void serverGone(const Error& why);

    async::Executor m_executor;
    async::Clock& m_clock;
    calls::CallPath& m_path;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    telemetry::Recorder& m_recorder;

    Scenario m_scenario;
    std::shared_ptr<const calls::Target> m_target;
    telemetry::WorkloadPhase m_phase = telemetry::WorkloadPhase::Idle;
    async::TimePoint m_began;
    async::TimePoint m_ended;
    std::optional<Error> m_error;

    bool m_stopping = false; ///< the whole workload
    bool m_over = true;      ///< the extent that is being driven
    std::optional<std::uint64_t> m_callsLeft;
    std::uint64_t m_callsStarted = 0;
    std::vector<bool> m_working; ///< by worker's index
    std::size_t m_workers = 0;   ///< those that run
    async::Waiter<bool>* m_allEnded = nullptr;
    std::vector<async::Waiter<bool>*> m_finished;
};

} // namespace dyno::workload
