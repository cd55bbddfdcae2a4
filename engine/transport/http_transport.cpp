#include "engine/transport/http_transport.h"

#include <fmt/format.h>

#include <utility>

namespace dyno::transport {

namespace {

/// What follows it may travel over another connection, and some servers refuse requests that overtake it.
constexpr std::string_view greeting = "notifications/initialized";

} // namespace

HttpTransport::HttpTransport(async::Executor executor, async::Clock& clock,
                             const settings::HttpConfig& config, std::size_t maxMessageBytes)
    : m_clock(clock)
    , m_maxMessageBytes(maxMessageBytes)
    , m_endpoint(config)
    , m_client(executor, clock, {config.caFile, std::chrono::seconds(10), maxMessageBytes})
    , m_look(clock.makeAlarm()) {}

/// Connects nowhere yet: the first message does.
Result<void> HttpTransport::open(TransportListener& listener) {
    m_listener = &listener;
    return {};
}

std::uint64_t HttpTransport::send(const Outgoing& message) {
    const auto post = std::make_shared<HttpPost>(static_cast<HttpPostOwner&>(*this), message);
    for (const std::uint64_t request : post->requests())
        m_requests[request] = post;
    if (post->requests().empty())
        m_others.insert(post);
    if (m_greeting) {
        m_heldBack.push_back(post);
        return 0;
    }
    m_greeting = message.method == greeting;
    post->start();
    return 0; // when it was written comes with the answer
}

/// Closing the stream is how the modern era cancels; in the legacy era it means nothing, and the server is
/// told. The others of a batch go on.
bool HttpTransport::abandon(std::uint64_t request) {
    if (const auto found = m_requests.find(request); found != m_requests.end()) {
        const auto post = found->second;
        if (post->isAnswered())
            forget(*post)->cancel();
    }
    return m_endpoint.modern();
}

/// Takes a POST out of those under way, and returns it.
std::shared_ptr<HttpPost> HttpTransport::forget(HttpPost& post) {
    const auto kept = post.shared_from_this();
    for (const std::uint64_t request : post.requests())
        m_requests.erase(request);
    m_others.erase(kept);
    return kept;
}

void HttpTransport::settled(mcp::Era era, std::string_view protocolVersion) {
    m_settled = true;
    m_endpoint.settle(era, protocolVersion);
}

bool HttpTransport::awaits(std::uint64_t request) const {
    return m_listener && m_listener->awaits(request);
}

void HttpTransport::frameArrived(std::string_view frame, const FrameTimes& times) {
    if (m_listener)
        m_listener->received(frame, times);
}

void HttpTransport::postEnded(HttpPost& post, const std::optional<Error>& error, bool unseen) {
    const auto life = shared_from_this();
    const bool greeted = post.method() == greeting;
    const auto kept = forget(post);
    if (!m_listener) { // closing
        if (m_others.empty())
            goOn();
        return;
    }
    if (const auto lost = std::exchange(m_lost, std::nullopt))
        return lose(*lost, unseen ? std::span(post.requests()) : std::span<const std::uint64_t>());
    if (error) {
        for (const std::uint64_t request : post.requests())
            if (awaits(request)) // a caller that goes on may end the session
                m_listener->failed(request, *error, unseen, post.retryAfter());
        if (post.requests().empty())
            m_listener->warning(fmt::format("{} did not reach the server: {}",
                                            post.method().empty() ? "an answer of ours" : post.method(),
                                            error->message));
    }
    if (greeted) {
        m_greeting = false;
        for (const auto& held : std::exchange(m_heldBack, {}))
            held->start();
        if (!error && m_listener)
            openStream();
    }
}

void HttpTransport::sessionUnknown(const Error& why) {
    m_endpoint.setSession({}); // there is nothing to say goodbye to
    m_lost = why;
}

/// While the handshake goes on, it decides; later the connection is lost, and its owner tries for a new one.
void HttpTransport::unreachable(const Error& why) {
    if (m_settled)
        m_lost = why;
}

/// Servers should end a stream with the reply. One that does not would cost a socket for each call, so that
/// its streams are closed by us, by one look a second at all of them.
void HttpTransport::repliedOnStream() {
    if (!std::exchange(m_looksAgain, true))
        m_look->set(m_clock.now() + std::chrono::seconds(1), [this] { closeRepliedStreams(); });
}

void HttpTransport::closeRepliedStreams() {
    m_looksAgain = false;
    std::unordered_set<std::uint64_t> open;
    for (auto post = m_requests.begin(); post != m_requests.end();) {
        const std::uint64_t id = post->first;
        if (!post->second->isAnswered()) {
            ++post;
        } else if (m_replied.contains(id)) {
            post->second->cancel();
            post = m_requests.erase(post);
        } else {
            open.insert(id);
            ++post;
        }
    }
    m_replied = std::move(open);
    if (!m_replied.empty())
        repliedOnStream();
}

void HttpTransport::openStream() {
    if (m_stream)
        return;
    const auto arrived = [this](std::string_view frame, const FrameTimes& times) {
        frameArrived(frame, times);
    };
    const auto lost = [this](const Error& why) {
        m_endpoint.setSession({});
        lose(why);
    };
    const auto warn = [this](const std::string& text) {
        if (m_listener)
            m_listener->warning(text);
    };
    m_stream = std::make_unique<HttpStream>(m_client, m_endpoint, m_clock, m_maxMessageBytes,
                                            HttpStream::Hooks{arrived, lost, warn});
    m_stream->open();
}

/// The session's owner fails what is in flight.
void HttpTransport::lose(const Error& why, std::span<const std::uint64_t> unseen) {
    if (auto* listener = std::exchange(m_listener, nullptr))
        listener->closed(why, unseen);
}

void HttpTransport::cancelRequests() {
    for (auto& [id, post] : std::exchange(m_requests, {}))
        post->cancel();
    for (const auto& held : std::exchange(m_heldBack, {}))
        m_others.erase(held);
    m_stream.reset();
    m_look->cancel();
}

/// What is under way and waits for no reply, the news of cancelled calls above all, arrives before the
/// DELETE: some servers go on with the calls of a session that is over. A second is for each.
async::Awaitable<void> HttpTransport::close() {
    const auto life = shared_from_this();
    m_listener = nullptr;
    cancelRequests();
    const async::TimePoint latest = m_clock.now() + std::chrono::seconds(1);
    if (!m_others.empty())
        co_await linger(latest);
    for (const auto& post : std::exchange(m_others, {}))
        post->cancel();
    if (m_endpoint.session().empty())
        co_return;
    const http::ExchangePtr goodbye = m_client.start(
        http::Request{
            http::Method::Delete, m_endpoint.sessionPlace().url, m_endpoint.streamHeaders(), {}, true},
        *this);
    co_await linger(m_clock.now() + std::chrono::seconds(1));
    goodbye->cancel();
}

/// Until goOn() or that moment, whichever comes first.
async::Awaitable<void> HttpTransport::linger(async::TimePoint latest) {
    async::Waiter<bool> waiter;
    m_lingering = &waiter;
    const auto alarm = m_clock.makeAlarm();
    alarm->set(latest, [this] { goOn(); });
    co_await waiter.wait();
}

void HttpTransport::goOn() {
    if (auto* waiter = std::exchange(m_lingering, nullptr))
        waiter->complete(true);
}

/// The DELETE's answer; 405 is one, too.
void HttpTransport::ended(http::Exchange&, const Result<void>&) {
    goOn();
}

} // namespace dyno::transport
