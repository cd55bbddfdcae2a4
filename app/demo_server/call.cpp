#include "app/demo_server/call.h"

#include "app/demo_server/desk.h"

namespace dyno::demo {

Call::Call(boost::asio::io_context& io, Desk& desk, CallRequest request)
    : m_desk(desk)
    , m_request(std::move(request))
    , m_arguments(m_request.params["arguments"])
    , m_key{m_request.reply->client(), m_request.id.dump()}
    , m_io(io) {}

void Call::answer(std::string_view text) {
    answerWithLine(message::toolResult(id(), era(), text, false));
}

void Call::fail(std::string_view text) {
    answerWithLine(message::toolResult(id(), era(), text, true));
}

void Call::answerWithLine(std::string_view line) {
    if (!std::exchange(m_open, false))
        return;
    m_request.reply->answer(line);
    end();
}

void Call::answerWithResult(json result) {
    answerWithLine(message::result(m_request.id, era(), std::move(result)));
}

void Call::answerWithError(const RpcError& error) {
    answerWithLine(message::error(m_request.id, error));
}

void Call::answerInPieces(std::size_t pieces, Duration gap, std::string_view text) {
    if (!std::exchange(m_open, false))
        return;
    m_request.reply->answerInPieces(message::toolResult(id(), era(), text, false), pieces, gap);
    end();
}

void Call::close() {
    if (!std::exchange(m_open, false))
        return;
    m_request.reply->abandon();
    end();
}

void Call::end() {
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
