#include "engine/http/client.h"

#include "engine/http/reactor.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace dyno::http {

namespace {

/// libcurl's own state, once a process and never taken down: other threads' engines may use it too.
void initializeLibcurl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(done);
}

/// Whether the environment names any proxy at all; for which hosts is libcurl's to know.
bool namesProxy() {
    constexpr std::array names{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    return std::any_of(names.begin(), names.end(), [](const char* name) { return std::getenv(name); });
}

long milliseconds(async::Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

/// Whether a server speaks HTTP/2 shows with its first connection: wait for that rather than open many.
void negotiateHttp2(CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
}

} // namespace

Client::Client(async::Executor executor, async::Clock& clock, Options options)
    : m_options(std::move(options))
    , m_mayHaveProxy(namesProxy())
    , m_parsedUrl(nullptr, &curl_url_cleanup) {
    initializeLibcurl();
    m_reactor = std::make_shared<Reactor>(executor, clock);
}

Client::~Client() {
    m_reactor->cancelAll();
    for (CURL* easy : m_spare)
        curl_easy_cleanup(easy);
    m_reactor->close();
}

ExchangePtr Client::start(Request request, ExchangeListener& listener) {
    auto exchange = std::make_shared<Exchange>(std::move(request), listener, m_options.maxBufferedBytes);
    exchange->m_client = this;
    prepare(*exchange);
    m_reactor->add(exchange);
    return exchange;
}

/// Handles that have done a POST to the same URL need only what differs from call to call.
void Client::prepare(Exchange& exchange) {
    const Request& request = exchange.m_request;
    const bool isPost = request.method == Method::Post;
    const bool spare = isPost && request.url == m_postUrl && !m_spare.empty();
    CURL* easy = spare ? m_spare.back() : makeEasy();
    if (spare)
        m_spare.pop_back();
    exchange.m_easy = easy;
    if (!spare) {
        setUrl(easy, request.url);
        if (request.url.starts_with("https:"))
            negotiateHttp2(easy);
        if (isPost)
            curl_easy_setopt(easy, CURLOPT_POST, 1L);
        else if (request.method == Method::Delete)
            curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
    }
    if (isPost) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request.headers ? request.headers->list() : nullptr);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.m_errorText);
}

/// The first URL is that of nearly all requests: libcurl would parse its text anew for each of them.
void Client::setUrl(CURL* easy, const std::string& url) {
    if (m_firstUrl.empty()) {
        m_firstUrl = url;
        m_parsedUrl.reset(curl_url());
        if (curl_url_set(m_parsedUrl.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
            m_parsedUrl.reset(); // libcurl says what is wrong with it
    }
    if (m_parsedUrl && url == m_firstUrl)
        curl_easy_setopt(easy, CURLOPT_CURLU, m_parsedUrl.get());
    else
        curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
}

CURL* Client::makeEasy() {
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ""); // all that this libcurl can unpack
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // none for a proxy
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    if (!m_mayHaveProxy)
        curl_easy_setopt(easy, CURLOPT_PROXY, ""); // or libcurl looks through the environment at each request
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(m_options.connectTimeout));
    if (!m_options.caFile.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, m_options.caFile.c_str()); // beside the system's CApath
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Exchange::beginsToSend);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Exchange::write);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Reactor::openSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, m_reactor.get());
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Reactor::closeSocket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, m_reactor.get());
    return easy;
}

void Client::count(const Exchange& exchange) {
    if (const auto version = exchange.httpVersion(); !version.empty())
        m_counts.version = version;
    if (!exchange.mayHaveReachedServer())
        return;
    if (exchange.reusedConnection())
        ++m_counts.reused;
    else
        ++m_counts.opened;
}

void Client::giveBack(Exchange& exchange) {
    const auto life = exchange.shared_from_this();
    count(exchange);
    m_reactor->remove(exchange);
    CURL* easy = std::exchange(exchange.m_easy, nullptr);
    exchange.m_client = nullptr;
    if (exchange.m_request.method != Method::Post) {
        curl_easy_cleanup(easy);
        return;
    }
    if (exchange.m_request.url != m_postUrl) {
        for (CURL* old : m_spare)
            curl_easy_cleanup(old);
        m_spare.clear();
        m_postUrl = exchange.m_request.url;
    }
    m_spare.push_back(easy);
}

} // namespace dyno::http
