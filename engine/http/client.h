#pragma once

#include "engine/async/awaitable.h"
#include "engine/http/connection_counts.h"
#include "engine/http/exchange.h"

#include <filesystem>
#include <string>
#include <vector>

struct Curl_URL; // libcurl's CURLU

namespace dyno::http {

class Reactor;

/// An HTTP client over libcurl: HTTP/1.1 with kept connections, HTTP/2 where TLS negotiates it, the system's
/// proxies (http_proxy, https_proxy, no_proxy), verified certificates, compressed responses. Follows no
/// redirect by itself. Its connections are its own. Engine thread only.
class Client {
public:
    struct Options {
        std::filesystem::path caFile = {}; ///< PEM, trusted beside the system's certificates
        async::Duration connectTimeout = std::chrono::seconds(10);
        std::size_t maxBufferedBytes = 64 << 20; ///< of a body, between two deliveries
    };

    Client(async::Executor executor, async::Clock& clock, Options options);
    /// Cancels what runs and closes every connection.
    ~Client();

    /// Begins; the listener must live until it has heard the end, or cancelled.
    ExchangePtr start(Request request, ExchangeListener& listener);
    const ConnectionCounts& counts() const { return m_counts; }

private:
    friend class Exchange;
    friend class Reactor;

    CURL* makeEasy();
    void setUrl(CURL* easy, const std::string& url);
    void prepare(Exchange& exchange);
    void giveBack(Exchange& exchange);
    void count(const Exchange& exchange);

    Options m_options;
    std::shared_ptr<Reactor> m_reactor;
    std::vector<CURL*> m_spare; ///< set up for a POST to m_postUrl: that is what nearly all requests are
    std::string m_postUrl;
    const bool m_mayHaveProxy;
    std::string m_firstUrl;
    std::unique_ptr<Curl_URL, void (*)(Curl_URL*)> m_parsedUrl; ///< of m_firstUrl; null where it is none
    ConnectionCounts m_counts;
};

} // namespace dyno::http
