#pragma once

#include "engine/async/clock.h"
#include "engine/error.h"
#include "engine/http/request.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

using CURL = void;

namespace dyno::http {

class Client;
class Exchange;

/// Hears how an exchange goes, on the engine's thread and never from inside a call to it or to the Client.
class ExchangeListener {
public:
    virtual ~ExchangeListener() = default;
    /// A piece of the body, decompressed; the view dies with the call. Status and headers are known by now.
    virtual void body(Exchange& exchange, std::string_view piece, async::TimePoint readAt) = 0;
    /// The response is complete, or why it is not. Comes once and last, unless the exchange was cancelled.
    virtual void ended(Exchange& exchange, const Result<void>& how) = 0;
};

/// When a request passed which point, as libcurl measured it ("curl_easy_getinfo", section "Times"). The
/// first three are the clock's epoch for a request that went over a connection that was open already.
struct Timings {
    async::TimePoint resolved;
    async::TimePoint connected;
    async::TimePoint secured;   ///< also the epoch without TLS
    async::TimePoint written;   ///< it was sent: libcurl's "pretransfer", which it takes once that is done
    async::TimePoint firstByte; ///< of the response's head
};

/// One HTTP request and its response. Made by Client::start(); engine thread only.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Request request, ExchangeListener& listener, std::size_t maxBufferedBytes);
    ~Exchange();

    const Request& request() const { return m_request; }
    /// 0 before the head of the response was read.
    int status() const;
    /// The media type in lower case without parameters: "text/event-stream".
    std::string contentType() const;
    /// A response header's value; empty when there is none. Several of one name: the first.
    std::string header(const char* name) const;
    /// Where a redirect leads, as an absolute URL; empty when it is none.
    std::string redirectUrl() const;
    Timings timings() const;
    /// Whether it went over a connection that an earlier request had opened; meaningful once it was sent.
    bool reusedConnection() const;
    /// "1.1", "2"; empty before the head of the response was read.
    std::string_view httpVersion() const;
    /// Whether any byte of the request can have reached the server.
    bool mayHaveReachedServer() const;

    /// Bytes of the response's head, and of the body before decompression.
    std::uint64_t bytesReceived() const;

    /// Ends it at once: the stream or the connection is closed, and the listener hears nothing more.
    void cancel();

private:
    friend class Client;
    friend class Reactor;

    static int beginsToSend(void* self, char* ourAddress, char* theirs, int ourPort, int theirPort);
    static std::size_t write(char* data, std::size_t size, std::size_t count, void* self);
    void deliver();
    void finish(int curlCode);
    Error failure(int curlCode) const;

    Request m_request;
    ExchangeListener* m_listener; ///< null once cancelled or ended
    const std::size_t m_maxBufferedBytes;
    CURL* m_easy = nullptr;     ///< lent by the client while the exchange runs
    Client* m_client = nullptr; ///< set while the exchange runs
    std::size_t m_slot = 0;     ///< in the reactor's list of what runs
    async::TimePoint m_started; ///< when libcurl began to work on it
    std::string m_buffered;     ///< body that was read and not yet delivered
    async::TimePoint m_bufferedAt;
    int m_sendings = 0; ///< libcurl sends again when a kept connection turns out to be closed
    bool m_tooLarge = false;
    bool m_touched = false; ///< is in the reactor's list of those with something to deliver
    char m_errorText[256] = {};
};

using ExchangePtr = std::shared_ptr<Exchange>;

} // namespace dyno::http
