#include "engine/http/client.h"

#include "engine/http/reactor.h"
#include "engine/version.h"

#include <curl/curl.h>

#include <string>

namespace dyno::http {

namespace {

/// libcurl's own state, once a process and never taken down: other threads' engines may use it too.
void initializeLibcurl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(done);
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
    : m_options(std::move(options)) {
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
        curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
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
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.m_errorText);
}

CURL* Client::makeEasy() {
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, ("mcp-dyno/" + std::string(version)).c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ""); // all that this libcurl can unpack
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // none for a proxy
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(m_options.connectTimeout));
    if (!m_options.caFile.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, m_options.caFile.c_str()); // beside the system's CApath
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Exchange::beginsToSend);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Exchange::write);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Reactor::openSocket);
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
