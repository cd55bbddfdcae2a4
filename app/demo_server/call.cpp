#include "app/demo_server/call.h"

#include "app/demo_server/desk.h"
#include "app/demo_server/line_writer.h"

namespace dyno::demo {

Call::Call(boost::asio::io_context& io, Desk& desk, LineWriter& out, CallRequest request)
    : m_desk(desk)
    , m_out(out)
    , m_request(std::move(request))
    , m_id(m_request.id.dump())
    , m_io(io) {}

void Call::answer(std::string_view text) {
    answerWithLine(message::toolResult(m_id, era(), text, false));
}

void Call::fail(std::string_view text) {
    answerWithLine(message::toolResult(m_id, era(), text, true));
}

void Call::answerWithLine(std::string_view line) {
    if (!m_open)
        return;
    m_out.send(line);
    close();
}

void Call::close() {
    if (!m_open)
        return;
    m_open = false;
    interrupt();
    m_desk.ended(shared_from_this());
}

void Call::after(Duration time, std::function<void()> then) {
    interrupt();
    if (!m_timer)
        m_timer.emplace(m_io);
    m_timer->expires_after(time);
    m_timer->async_wait([self = shared_from_this(), alarm = m_alarm, then = std::move(then)](auto error) {
        if (!error && self->m_alarm == alarm)
            then();
    });
}

void Call::interrupt() {
    ++m_alarm;
    if (m_timer)
        m_timer->cancel();
}

} // namespace dyno::demo
