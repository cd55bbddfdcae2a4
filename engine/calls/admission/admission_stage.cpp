#include "engine/calls/admission/admission_stage.h"

#include "engine/reports/quantity_text.h"
#include "engine/settings/duration_text.h"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace dyno::calls {

using reports::countText;
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
    const bool freesPlace = entry.state == State::Running;
    m_admission.leave(entry);
    if (freesPlace && waiting() > 0)
        pump();
    else if (m_armedFor && waiting() == 0 && running() == 0)
        disarm();
}

/// Tells those whose wait has ended. They go on at once, and may enter and leave meanwhile: an inner call
/// leaves the rest to the outer one, or the stack would grow with each that ends as soon as it begins.
void AdmissionStage::pump() {
    if (m_pumping)
        return;
    m_pumping = true;
    while (AdmissionEntry* entry = m_admission.next(m_clock.now()))
        static_cast<Ticket*>(entry)->tell();
    m_pumping = false;
    arm();
}

/// An alarm that rings too early, or for nobody, costs less than setting it for each call.
void AdmissionStage::arm() {
    const std::optional<async::TimePoint> wake = m_admission.wakeAt();
    if (!wake || (m_armedFor && *m_armedFor <= *wake))
        return;
    m_armedFor = wake;
    m_alarm->set(*wake, [this] {
        m_armedFor.reset();
        pump();
    });
}

/// Once nobody is left: it would keep the event loop from its end.
void AdmissionStage::disarm() {
    m_armedFor.reset();
    m_alarm->cancel();
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
    while (AdmissionEntry* entry = m_admission.nextCancelled()) {
        auto& ticket = static_cast<Ticket&>(*entry);
        ticket.m_why = std::make_unique<const Error>(why);
        ticket.tell();
    }
}

std::string AdmissionStage::crowd() const {
    return fmt::format("{} calls run, {} wait", countText(running()), countText(waiting()));
}

Refusal AdmissionStage::Ticket::refusal() const {
    if (state == State::QueueFull)
        return Refusal::QueueFull;
    return state == State::WaitedTooLong ? Refusal::WaitedTooLong : Refusal::None;
}

async::Awaitable<Result<void>> AdmissionStage::Ticket::wait() {
    if (state != State::Waiting)
        return told();
    auto keep = [this](Handler handler) {
        if (state == State::Waiting) {
            m_handler.emplace(std::move(handler));
            return;
        }
        const auto executor = asio::get_associated_executor(handler); // it ended before this began
        asio::post(executor, [handler = std::move(handler), end = outcome()]() mutable {
            std::move(handler)(std::move(end));
        });
    };
    Token token;
    return asio::async_initiate<Token, void(Result<void>)>(std::move(keep), token);
}

async::Awaitable<Result<void>> AdmissionStage::Ticket::told() const {
    co_return outcome();
}

/// The one who waits goes on before this returns.
void AdmissionStage::Ticket::tell() {
    if (!m_handler)
        return;
    Handler handler = std::move(*m_handler);
    m_handler.reset();
    std::move(handler)(outcome());
}

Result<void> AdmissionStage::Ticket::outcome() const {
    switch (state) {
    case State::QueueFull:
        return Error{ErrorKind::Throttled,
                     fmt::format("{} calls wait already (admission.queue): send fewer at once, or allow more",
                                 countText(m_stage.waiting()))};
    case State::WaitedTooLong:
        return Error{ErrorKind::Throttled,
                     fmt::format("waited {} in vain for its turn (admission.wait); {}",
                                 settings::durationText(expiry - entered), m_stage.crowd())};
    case State::TimedOut:
        return Error{
            ErrorKind::TimedOut,
            fmt::format("its time was up before the limits of admission let it begin; {}", m_stage.crowd())};
    case State::Cancelled:
        return m_why ? *m_why : Error{ErrorKind::Cancelled, "cancelled"};
    default:
        return {};
    }
}

} // namespace dyno::calls
