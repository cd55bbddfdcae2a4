#include "engine/http/reactor.h"

#include "engine/http/exchange.h"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <curl/curl.h>

#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace dyno::http {

using Descriptor = boost::asio::posix::basic_stream_descriptor<async::Executor>;

/// A socket of libcurl's. It stays registered with the event loop while its connection is kept, since taking
/// it out and putting it back for each request would cost two system calls.
struct Reactor::Watch {
    Watch(async::Executor executor, int socket)
        : socket(socket)
        , descriptor(executor, socket) {}
    ~Watch() {
        if (descriptor.is_open())
            descriptor.release();
    }

    const int socket;
    Descriptor descriptor;
    int wanted = CURL_POLL_NONE;
    bool reading = false; ///< a wait for input is under way, wanted or not any more
    bool writing = false;
};

Reactor::Reactor(async::Executor executor, async::Clock& clock)
    : m_executor(executor)
    , m_clock(clock)
    , m_multi(curl_multi_init())
    , m_alarm(clock.makeAlarm()) {
    auto* multi = static_cast<::CURLM*>(m_multi);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Reactor::socketChanged);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Reactor::timerChanged);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    constexpr long keptConnections = 1024; // as many as calls can be in flight at once
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, keptConnections);
}

Reactor::~Reactor() {
    close();
}

void Reactor::close() {
    m_alarm->cancel();
    if (m_multi)
        curl_multi_cleanup(static_cast<::CURLM*>(std::exchange(m_multi, nullptr)));
    while (!m_watches.empty()) // a wait that goes on would keep the event loop running
        forget(m_watches.begin()->first);
}

void Reactor::cancelAll() {
    while (!m_running.empty()) {
        const auto exchange = m_running.back();
        exchange->cancel();
    }
}

void Reactor::add(const std::shared_ptr<Exchange>& exchange) {
    exchange->m_started = m_clock.now();
    exchange->m_slot = m_running.size();
    m_running.push_back(exchange);
    curl_multi_add_handle(static_cast<::CURLM*>(m_multi), exchange->m_easy); // asks for a time-out of 0
}

void Reactor::remove(Exchange& exchange) {
    curl_multi_remove_handle(static_cast<::CURLM*>(m_multi), exchange.m_easy);
    std::erase(m_touched, &exchange);
    m_running.back()->m_slot = exchange.m_slot;
    std::swap(m_running[exchange.m_slot], m_running.back());
    m_running.pop_back();
}

// libcurl calls these from inside its own functions.

int Reactor::openSocket(void* self, int, void* address) {
    const auto* wanted = static_cast<const curl_sockaddr*>(address);
    const int opened = socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
    if (opened >= 0)
        static_cast<Reactor*>(self)->m_connections.insert(opened);
    return opened;
}

int Reactor::closeSocket(void* self, int socket) {
    static_cast<Reactor*>(self)->forget(socket);
    static_cast<Reactor*>(self)->m_connections.erase(socket);
    return ::close(socket);
}

int Reactor::socketChanged(CURL*, int socket, int what, void* self, void*) {
    static_cast<Reactor*>(self)->watch(socket, what);
    return 0;
}

int Reactor::timerChanged(CURLM*, long milliseconds, void* self) {
    auto& reactor = *static_cast<Reactor*>(self);
    reactor.m_timeIsUp = milliseconds == 0;
    if (milliseconds > 0)
        reactor.m_alarm->set(reactor.m_clock.now() + std::chrono::milliseconds(milliseconds),
                             [&reactor] { reactor.act(CURL_SOCKET_TIMEOUT, 0); });
    else
        reactor.m_alarm->cancel();
    if (reactor.m_timeIsUp && !reactor.m_acting)
        reactor.kickSoon();
    return 0;
}

void Reactor::kickSoon() {
    if (std::exchange(m_kickPosted, true))
        return;
    boost::asio::post(m_executor, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        self->m_kickPosted = false;
        if (std::exchange(self->m_timeIsUp, false))
            self->act(CURL_SOCKET_TIMEOUT, 0);
    });
}

void Reactor::watch(int socket, int what) {
    const auto found = m_watches.find(socket);
    if (what == CURL_POLL_REMOVE) {
        // What is no connection is a resolver's pipe: libcurl closes it without a word, and its number is
        // used anew.
        if (!m_connections.contains(socket))
            forget(socket);
        else if (found != m_watches.end())
            found->second->wanted = CURL_POLL_NONE;
        return;
    }
    WatchPtr watch = found == m_watches.end() ? nullptr : found->second;
    if (!watch)
        watch = m_watches[socket] = std::make_shared<Watch>(m_executor, socket);
    watch->wanted = what;
    arm(watch);
}

void Reactor::forget(int socket) {
    const auto found = m_watches.find(socket);
    if (found == m_watches.end())
        return;
    found->second->wanted = CURL_POLL_NONE;
    found->second->descriptor.release(); // out of the event loop before the number can be used anew
    m_watches.erase(found);
}

/// Starts the waits that are wanted and not under way.
void Reactor::arm(const WatchPtr& watch) {
    const auto wait = [&](bool& underWay, auto direction, int interest, int event) {
        if (!(watch->wanted & interest) || std::exchange(underWay, true))
            return;
        watch->descriptor.async_wait(direction, [this, life = weak_from_this(), watch, &underWay, interest,
                                                 event](const boost::system::error_code& ec) {
            underWay = false;
            const auto self = life.lock();
            if (ec || !self || !(watch->wanted & interest))
                return;
            act(watch->socket, event);
            if (watch->descriptor.is_open())
                arm(watch);
        });
    };
    wait(watch->reading, Descriptor::wait_read, CURL_POLL_IN, CURL_CSELECT_IN);
    wait(watch->writing, Descriptor::wait_write, CURL_POLL_OUT, CURL_CSELECT_OUT);
}

// From here on we are outside of libcurl.

void Reactor::act(int socket, int events) {
    if (!m_multi)
        return;
    const auto life = shared_from_this(); // a listener may let go of the client
    m_acting = true;
    int running = 0;
    curl_multi_socket_action(static_cast<::CURLM*>(m_multi), socket, events, &running);
    settle();
    m_acting = false;
    if (m_timeIsUp)
        kickSoon();
}

/// Hands on what came, and lets requests that were made meanwhile begin at once: their callers have waited
/// long enough. Not for ever, since other sockets want their turn.
void Reactor::settle() {
    constexpr int rounds = 4;
    deliver();
    for (int round = 0; round < rounds && m_multi && std::exchange(m_timeIsUp, false); ++round) {
        int running = 0;
        curl_multi_socket_action(static_cast<::CURLM*>(m_multi), CURL_SOCKET_TIMEOUT, 0, &running);
        deliver();
    }
}

void Reactor::deliver() {
    while (!m_touched.empty()) { // a delivery may cancel others, which takes them out of the list
        const auto exchange = m_touched.back()->shared_from_this();
        m_touched.pop_back();
        exchange->deliver();
    }
    int left = 0;
    while (m_multi) {
        const CURLMsg* message = curl_multi_info_read(static_cast<::CURLM*>(m_multi), &left);
        if (!message)
            return;
        if (message->msg != CURLMSG_DONE)
            continue;
        Exchange* ended = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &ended);
        const auto exchange = ended->shared_from_this();
        exchange->finish(message->data.result);
    }
}

} // namespace dyno::http
