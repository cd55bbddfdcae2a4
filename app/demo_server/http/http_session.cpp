#include "app/demo_server/http/http_session.h"

#include "app/demo_server/backend.h"

#include <random>

namespace dyno::demo {

namespace {

constexpr std::size_t streamsKept = 64;

std::string newId() {
    static std::random_device random;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id;
    for (int digit = 0; digit < 32; ++digit)
        id += digits[random() % digits.size()];
    return id;
}

EventStreamSettings waiting(EventStreamSettings settings) {
    settings.waits = true;
    return settings;
}

} // namespace

HttpSession::HttpSession(Backend& backend, std::string id, const EventStreamSettings& streams)
    : m_backend(backend)
    , m_id(std::move(id))
    , m_client(backend.newClient())
    , m_settings(streams)
    , m_standalone(std::make_shared<EventStream>(m_client, "standalone", waiting(streams)))
    , m_conversation(backend, SpokenEras::Legacy) {
    m_conversation.setAside(m_standalone.get());
}

EventStreamPtr HttpSession::newStream() {
    std::string name = "stream-" + std::to_string(++m_lastStream);
    auto stream = std::make_shared<EventStream>(m_client, name, m_settings);
    if (!m_settings.numbered)
        return stream;
    m_streams.emplace_back(std::move(name), stream);
    if (m_streams.size() > streamsKept)
        m_streams.pop_front();
    return stream;
}

EventStreamPtr HttpSession::streamOf(std::string_view eventId) const {
    const std::string_view wanted = eventId.substr(0, eventId.find('/'));
    if (wanted == "standalone")
        return m_standalone;
    for (const auto& [name, stream] : m_streams)
        if (name == wanted)
            return stream;
    return nullptr;
}

void HttpSession::end() {
    m_backend.desk.dropClient(m_client);
    m_standalone->end();
}

HttpSessionPtr HttpSessions::create() {
    const auto session = std::make_shared<HttpSession>(m_backend, newId(), m_streams);
    m_sessions.emplace(session->id(), session);
    return session;
}

HttpSessionPtr HttpSessions::find(std::string_view id) const {
    const auto found = m_sessions.find(std::string(id));
    return found != m_sessions.end() ? found->second : nullptr;
}

void HttpSessions::end(const std::string& id) {
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end())
        return;
    const HttpSessionPtr session = found->second;
    m_sessions.erase(found);
    session->end();
}

} // namespace dyno::demo
