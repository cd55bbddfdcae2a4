#pragma once

#include "app/demo_server/conversation.h"
#include "app/demo_server/http/event_stream.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dyno::demo {

/// One legacy client between its initialize and its end.
class HttpSession {
public:
    HttpSession(Backend& backend, std::string id, const EventStreamSettings& streams);

    const std::string& id() const { return m_id; }
    std::uint64_t client() const { return m_client; }
    Conversation& conversation() { return m_conversation; }
    /// The stream of what belongs to no request; keeps it until the client opens it.
    const EventStreamPtr& standalone() const { return m_standalone; }
    /// A stream for one POST's replies. It can be found again for a while, when events are numbered.
    EventStreamPtr newStream();
    /// The stream that an event of that id came on; null when it is unknown.
    EventStreamPtr streamOf(std::string_view eventId) const;
    /// Ends the streams and cancels the calls.
    void end();

private:
    Backend& m_backend;
    const std::string m_id;
    const std::uint64_t m_client;
    const EventStreamSettings m_settings;
    const EventStreamPtr m_standalone;
    Conversation m_conversation;
    std::deque<std::pair<std::string, EventStreamPtr>> m_streams; ///< by name
    unsigned m_lastStream = 0;
};

using HttpSessionPtr = std::shared_ptr<HttpSession>;

/// The sessions that go on.
class HttpSessions {
public:
    /// `streams`: how the sessions' event streams behave.
    HttpSessions(Backend& backend, const EventStreamSettings& streams)
        : m_backend(backend)
        , m_streams(streams) {}

    HttpSessionPtr create();
    /// Null when there is none.
    HttpSessionPtr find(std::string_view id) const;
    void end(const std::string& id);

private:
    Backend& m_backend;
    const EventStreamSettings m_streams;
    std::unordered_map<std::string, HttpSessionPtr> m_sessions;
};

} // namespace dyno::demo
