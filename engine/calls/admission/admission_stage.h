#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"
#include "engine/calls/admission/admission.h"
#include "engine/calls/call_record.h"
#include "engine/error.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::calls {

namespace asio = boost::asio;

/// The first stage of the call path: lets a call begin, has it wait, or turns it away. Engine thread only.
/// Whoever gives up a place resumes the one that gets it before he goes on.
class AdmissionStage {
public:
    class Ticket;

    /// Both must outlive the stage. `tuning` is read anew at each call.
    AdmissionStage(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning);

    /// Lets those begin that a new tuning has room for. Call it after each change.
    void tuningChanged();
    /// Fails all that wait, or those for one server; who runs is not concerned.
    void cancelAll(const Error& why);
    void cancel(ServerId server, const Error& why);

    std::size_t waiting() const { return m_admission.waiting(); }
    std::size_t running() const { return m_admission.running(); }

private:
    void enter(AdmissionEntry& entry);
    void leave(AdmissionEntry& entry);
    void readTuning();
    void pump();
    void arm();
    void disarm();
    void failCancelled(const Error& why);
    std::string crowd() const;

    async::Clock& m_clock;
    const std::shared_ptr<const settings::Tuning>& m_tuning;
    std::shared_ptr<const settings::Tuning>
        m_applied; ///< what m_admission has; kept, so that none takes its address
    Admission m_admission;
    std::unique_ptr<async::Alarm> m_alarm;
    std::optional<async::TimePoint> m_armedFor;
    bool m_pumping = false;
};

/// One call's way through the stage: enters when it is made, and gives up its place, or its wait, when it
/// dies.
class AdmissionStage::Ticket : private AdmissionEntry {
public:
    /// `tool` must outlive the ticket; a wait ends at `deadline` at the latest.
    Ticket(AdmissionStage& stage, ServerId server, std::string_view tool, async::TimePoint deadline)
        : AdmissionEntry(server, tool, deadline)
        , m_stage(stage) {
        m_stage.enter(*this);
    }
    ~Ticket() { m_stage.leave(*this); }

    bool admitted() const { return state == State::Running; }
    /// QueueFull at once, WaitedTooLong after a wait; None for what else ended it.
    Refusal refusal() const;
    /// Succeeds once the call may begin, which may be at once. Throttled if a limit turned it away, TimedOut
    /// at its deadline, or what the stage was told when it cancelled it. Once only.
    async::Awaitable<Result<void>> wait();

private:
    friend AdmissionStage;

    using Token = asio::use_awaitable_t<async::Executor>;
    using Handler = asio::async_result<Token, void(Result<void>)>::handler_type;

    async::Awaitable<Result<void>> told() const;
    Result<void> outcome() const;
    void tell();

    AdmissionStage& m_stage;
    // Not a Waiter: what a wait takes counts a hundred thousand times, and a value that comes early follows
    // from the state.
    std::optional<Handler> m_handler;
    std::unique_ptr<const Error> m_why; ///< it was cancelled
};

} // namespace dyno::calls
