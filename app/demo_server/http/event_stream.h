#pragma once

#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/reply_channel.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace dyno::demo {

/// How event streams behave.
struct EventStreamSettings {
    bool numbered = false; ///< events carry ids and are kept, so that a client can resume
    bool waits = false;    ///< what is sent while nobody listens is kept for who comes
    Duration retry{};      ///< told to the client with a first, empty event, when numbered
};

/// A stream of server-sent events. It outlives the connection that carries it, and may get another one.
class EventStream final : public ReplyChannel,
                          public HttpExchange,
                          public std::enable_shared_from_this<EventStream> {
public:
    /// `name` begins the ids of its events: name/number.
    EventStream(std::uint64_t client, std::string name, const EventStreamSettings& settings);

    /// Answers the connection's request with the stream from its beginning, or what is left of it.
    void open(const HttpConnectionPtr& connection, std::string_view headers = {});
    /// Answers with the events after that number.
    void resume(const HttpConnectionPtr& connection, unsigned after);
    bool isAttached() const { return m_connection != nullptr; }
    const HttpConnectionPtr& connection() const { return m_connection; }
    /// Lets the connection go without a word.
    void detach() { m_connection = nullptr; }
    /// What else is to happen when the client goes away.
    void onDisconnected(std::function<void()> then) { m_onDisconnected = std::move(then); }

    void sendEvent(std::string_view type, std::string_view data);
    /// The last message, and the end.
    void sendLast(std::string_view message);
    void end();
    /// The last event and the end as bytes, for who writes them in a way of his own.
    std::string lastBytes(std::string_view message);

    void send(std::string_view message) override { sendEvent("message", message); }
    void answer(std::string_view message) override { send(message); }
    void answerInPieces(std::string message, std::size_t, Duration) override { send(message); }
    void disconnected() override;

private:
    struct Event {
        unsigned number;
        std::string text;
    };

    void attach(const HttpConnectionPtr& connection, std::string bytes, unsigned after);
    std::string_view keep(std::string_view type, std::string_view data);

    const std::string m_name;
    const EventStreamSettings m_settings;
    HttpConnectionPtr m_connection;
    std::function<void()> m_onDisconnected;
    std::deque<Event> m_events;
    std::string m_text;
    unsigned m_last = 0;
    bool m_ended = false;
};

using EventStreamPtr = std::shared_ptr<EventStream>;

} // namespace dyno::demo
