#include "app/demo_server/http/event_stream.h"

#include "app/demo_server/http/http_format.h"

namespace dyno::demo {

namespace {
constexpr std::size_t mostKept = 10'000;
}

EventStream::EventStream(std::uint64_t client, std::string name, const EventStreamSettings& settings)
    : ReplyChannel(client)
    , m_name(std::move(name))
    , m_settings(settings) {}

void EventStream::open(const HttpConnectionPtr& connection, std::string_view headers) {
    std::string bytes;
    http::appendChunkedHead(bytes, "text/event-stream", headers);
    if (m_settings.numbered) {
        const auto retry = std::chrono::duration_cast<std::chrono::milliseconds>(m_settings.retry).count();
        http::appendChunk(bytes, "id: " + m_name + "/0\nretry: " + std::to_string(retry) + "\ndata: \n\n");
    }
    attach(connection, std::move(bytes), 0);
}

void EventStream::resume(const HttpConnectionPtr& connection, unsigned after) {
    std::string bytes;
    http::appendChunkedHead(bytes, "text/event-stream");
    attach(connection, std::move(bytes), after);
}

void EventStream::attach(const HttpConnectionPtr& connection, std::string bytes, unsigned after) {
    for (const Event& event : m_events)
        if (event.number > after)
            http::appendChunk(bytes, event.text);
    if (!m_settings.numbered)
        m_events.clear();
    if (m_ended) {
        connection->write(bytes.append(http::lastChunk));
        return connection->finish();
    }
    m_connection = connection;
    connection->setExchange(shared_from_this());
    connection->write(bytes);
}

std::string_view EventStream::keep(std::string_view type, std::string_view data) {
    ++m_last;
    m_text.clear();
    if (m_settings.numbered)
        m_text.append("id: ").append(m_name).append("/").append(std::to_string(m_last)).append("\n");
    m_text.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
    if (m_settings.numbered || (m_settings.waits && !m_connection))
        m_events.push_back({m_last, m_text});
    if (m_events.size() > mostKept)
        m_events.pop_front();
    return m_text;
}

void EventStream::sendEvent(std::string_view type, std::string_view data) {
    const std::string_view text = keep(type, data);
    if (!m_connection)
        return;
    std::string bytes;
    http::appendChunk(bytes, text);
    m_connection->write(bytes);
}

std::string EventStream::lastBytes(std::string_view message) {
    std::string bytes;
    http::appendChunk(bytes, keep("message", message));
    m_ended = true;
    return bytes.append(http::lastChunk);
}

void EventStream::sendLast(std::string_view message) {
    const std::string bytes = lastBytes(message);
    if (const auto connection = std::exchange(m_connection, nullptr)) {
        connection->write(bytes);
        connection->finish();
    }
}

void EventStream::end() {
    m_ended = true;
    if (const auto connection = std::exchange(m_connection, nullptr)) {
        connection->write(http::lastChunk);
        connection->finish();
    }
}

void EventStream::disconnected() {
    m_connection = nullptr;
    if (m_onDisconnected)
        m_onDisconnected();
}

} // namespace dyno::demo
