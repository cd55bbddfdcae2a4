#pragma once

#include "engine/async/awaitable.h"
#include "engine/async/clock.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

using CURL = void;
using CURLM = void;

namespace dyno::http {

class Exchange;

/// Drives libcurl's multi interface ("curl_multi_socket_action") with the engine's event loop: tells it which
/// sockets are ready and when its time is up, and hands on what came of it. libcurl must not be called back
/// from its own callbacks, so these only take notes; listeners hear of them afterwards. Engine thread only.
class Reactor : public std::enable_shared_from_this<Reactor> {
public:
    Reactor(async::Executor executor, async::Clock& clock);
    ~Reactor();

    void add(const std::shared_ptr<Exchange>& exchange);
    /// Its easy handle is free afterwards.
    void remove(Exchange& exchange);
    void cancelAll();
    /// Closes every socket; nothing may be running.
    void close();

    async::TimePoint now() const { return m_clock.now(); }
    /// A connection's socket is watched from its first use until it is closed through closeSocket().
    static int openSocket(void* self, int purpose, void* address);
    static int closeSocket(void* self, int socket);

private:
    friend class Exchange;
    struct Watch;
    using WatchPtr = std::shared_ptr<Watch>;

    static int socketChanged(CURL* easy, int socket, int what, void* self, void* watch);
    static int timerChanged(CURLM* multi, long milliseconds, void* self);

    void watch(int socket, int what);
    void arm(const WatchPtr& watch);
    void forget(int socket);
    void act(int socket, int events);
    void settle();
    void deliver();
    void kickSoon();

    async::Executor m_executor;
    async::Clock& m_clock;
    CURLM* m_multi;
    std::unique_ptr<async::Alarm> m_alarm;
    std::unordered_map<int, WatchPtr> m_watches;
    std::unordered_set<int> m_connections;            ///< sockets that libcurl opened through openSocket()
    std::vector<std::shared_ptr<Exchange>> m_running; ///< each knows its place
    std::vector<Exchange*> m_touched;                 ///< with body to deliver
    bool m_acting = false;                            ///< inside libcurl or the deliveries after it
    bool m_timeIsUp = false;                          ///< libcurl wants its time-outs looked at now
    bool m_kickPosted = false;
};

} // namespace dyno::http
