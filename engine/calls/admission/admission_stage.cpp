#include "engine/calls/admission/admission_stage.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::calls {

using State = AdmissionEntry::State;

AdmissionStage::AdmissionStage(async::Clock& clock, const std::shared_ptr<const settings::Tuning>& tuning)
    : m_clock(clock)
    , m_tuning(tuning)
    , m_alarm(clock.makeAlarm()) {
    readTuning();
}

void AdmissionStage::readTuning() {
    if (m_applied == m_tuning)
        return;
    m_applied = m_tuning;
    m_admission.tune(m_applied->admission, m_clock.now());
}

void AdmissionStage::tuningChanged() {
    readTuning();
    pump();
}

void AdmissionStage::enter(AdmissionEntry& entry) {
    readTuning();
    if (m_admission.pass(entry))
        return;
    m_admission.enter(entry, m_clock.now());
    if (entry.state == State::Waiting && !m_pumping)
        arm();
}

void AdmissionStage::leave(AdmissionEntry& entry) {
    const bool waited = entry.state == State::Waiting;
    m_admission.leave(entry);
    if (waited || m_admission.waiting() > 0)
        pump();
}

/// Tells those whose wait has ended. They go on at once, and may enter and leave meanwhile: an inner call
/// leaves the rest to the outer one, or the stack would grow with each that ends as soon as it begins.
void AdmissionStage::pump() {
    if (m_pumping)
        return;
    m_pumping = true;
    while (AdmissionEntry* entry = m_admission.next(m_clock.now()))
        complete(*entry, outcome(*entry));
    m_pumping = false;
    arm();
}

/// An alarm that rings too early costs less than setting it for each call. None is left when nobody waits: it
/// would keep the event loop from its end.
void AdmissionStage::arm() {
    const std::optional<async::TimePoint> wake = m_admission.wakeAt();
    if (!wake && m_armedFor) {
        m_alarm->cancel();
        m_armedFor.reset();
    }
    if (!wake || (m_armedFor && *m_armedFor <= *wake))
        return;
    m_armedFor = wake;
    m_alarm->set(*wake, [this] {
        m_armedFor.reset();
        pump();
    });
}

void AdmissionStage::cancelAll(const Error& why) {
    m_admission.cancel({});
    failCancelled(why);
}

void AdmissionStage::cancel(ServerId server, const Error& why) {
    m_admission.cancel(server);
    failCancelled(why);
}

void AdmissionStage::failCancelled(const Error& why) {
    arm();
    while (AdmissionEntry* entry = m_admission.nextCancelled())
        complete(*entry, why);
}

Result<void> AdmissionStage::outcome(const AdmissionEntry& entry) const {
    switch (entry.state) {
    case State::QueueFull:
        return Error{ErrorKind::Throttled,
                     fmt::format("{} calls wait already (admission.queue): send fewer at once, or allow more",
                                 m_admission.waiting())};
    case State::WaitedTooLong:
        return Error{ErrorKind::Throttled,
                     fmt::format("waited {} in vain for its turn (admission.wait); {} calls run, {} wait",
                                 settings::durationText(entry.expiry - entry.entered), running(), waiting())};
    case State::TimedOut:
        return Error{ErrorKind::TimedOut,
                     fmt::format("its time was up before its turn came; {} calls run, {} "
                                 "wait (limits of admission, call time-out)",
                                 running(), waiting())};
    default:
        return {};
    }
}

void AdmissionStage::complete(AdmissionEntry& entry, Result<void> outcome) {
    static_cast<Ticket&>(entry).m_waiter.complete(std::move(outcome));
}

Refusal AdmissionStage::Ticket::refusal() const {
    if (state == State::QueueFull)
        return Refusal::QueueFull;
    return state == State::WaitedTooLong ? Refusal::WaitedTooLong : Refusal::None;
}

async::Awaitable<Result<void>> AdmissionStage::Ticket::wait() {
    if (admitted() || state == State::QueueFull)
        m_waiter.complete(m_stage.outcome(*this));
    return m_waiter.wait();
}

} // namespace dyno::calls
