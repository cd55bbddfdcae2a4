#include "engine/http/exchange.h"

#include "engine/http/client.h"
#include "engine/http/reactor.h"
#include "engine/settings/duration_text.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace dyno::http {

namespace {

std::chrono::microseconds timeOf(CURL* easy, CURLINFO which) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, which, &microseconds);
    return std::chrono::microseconds(microseconds);
}

long numberOf(CURL* easy, CURLINFO which) {
    long number = 0;
    if (easy)
        curl_easy_getinfo(easy, which, &number);
    return number;
}

} // namespace

Exchange::Exchange(Request request, ExchangeListener& listener, std::size_t maxBufferedBytes)
    : m_request(std::move(request))
    , m_listener(&listener)
    , m_maxBufferedBytes(maxBufferedBytes) {}

Exchange::~Exchange() = default;

int Exchange::status() const {
    return static_cast<int>(numberOf(m_easy, CURLINFO_RESPONSE_CODE));
}

std::string Exchange::contentType() const {
    const char* text = nullptr;
    if (m_easy)
        curl_easy_getinfo(m_easy, CURLINFO_CONTENT_TYPE, &text);
    std::string type(text ? text : "");
    type.resize(std::min(type.find_first_of("; \t"), type.size()));
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
    return type;
}

std::string Exchange::header(const char* name) const {
    curl_header* found = nullptr;
    const bool there = m_easy && curl_easy_header(m_easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
    return there ? found->value : std::string();
}

std::string Exchange::redirectUrl() const {
    const char* url = nullptr;
    if (m_easy)
        curl_easy_getinfo(m_easy, CURLINFO_REDIRECT_URL, &url);
    return url ? url : std::string();
}

Timings Exchange::timings() const {
    Timings timings;
    if (!m_easy)
        return timings;
    const auto at = [&](CURLINFO which) {
        const auto time = timeOf(m_easy, which);
        return time.count() > 0 ? m_started + time : async::TimePoint();
    };
    if (!reusedConnection()) {
        timings.resolved = at(CURLINFO_NAMELOOKUP_TIME_T);
        timings.connected = at(CURLINFO_CONNECT_TIME_T);
        timings.secured = at(CURLINFO_APPCONNECT_TIME_T);
    }
    timings.written = at(CURLINFO_PRETRANSFER_TIME_T);
    timings.firstByte = at(CURLINFO_STARTTRANSFER_TIME_T);
    return timings;
}

bool Exchange::reusedConnection() const {
    return numberOf(m_easy, CURLINFO_NUM_CONNECTS) == 0;
}

std::string_view Exchange::httpVersion() const {
    switch (numberOf(m_easy, CURLINFO_HTTP_VERSION)) {
    case CURL_HTTP_VERSION_1_0:
        return "1.0";
    case CURL_HTTP_VERSION_1_1:
        return "1.1";
    case CURL_HTTP_VERSION_2_0:
        return "2";
    default:
        return "";
    }
}

bool Exchange::mayHaveReachedServer() const {
    return numberOf(m_easy, CURLINFO_REQUEST_SIZE) > 0;
}

std::uint64_t Exchange::bytesReceived() const {
    curl_off_t body = 0;
    if (m_easy)
        curl_easy_getinfo(m_easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
    return static_cast<std::uint64_t>(body + numberOf(m_easy, CURLINFO_HEADER_SIZE));
}

void Exchange::cancel() {
    m_listener = nullptr;
    if (m_client)
        m_client->giveBack(*this);
}

/// Called by libcurl before each time that it sends the request.
int Exchange::beginsToSend(void* self, char*, char*, int, int) {
    auto& exchange = *static_cast<Exchange*>(self);
    const bool again = ++exchange.m_sendings > 1;
    return again && !exchange.m_request.repeatable ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/// Called by libcurl: takes the bytes, and returns less than were given to break the transfer off.
std::size_t Exchange::write(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::size_t bytes = size * count;
    if (exchange.m_buffered.size() + bytes > exchange.m_maxBufferedBytes) {
        exchange.m_tooLarge = true;
        return 0;
    }
    Reactor& reactor = *exchange.m_client->m_reactor;
    if (exchange.m_buffered.empty())
        exchange.m_bufferedAt = reactor.now();
    exchange.m_buffered.append(data, bytes);
    if (!std::exchange(exchange.m_touched, true))
        reactor.m_touched.push_back(&exchange);
    return bytes;
}

void Exchange::deliver() {
    m_touched = false;
    const std::string piece = std::exchange(m_buffered, {});
    if (m_listener && !piece.empty())
        m_listener->body(*this, piece, m_bufferedAt);
}

void Exchange::finish(int curlCode) {
    if (!m_client)
        return;
    Result<void> how;
    if (curlCode != CURLE_OK)
        how = failure(curlCode);
    if (auto* listener = std::exchange(m_listener, nullptr))
        listener->ended(*this, how);
    if (m_client)
        m_client->giveBack(*this);
}

Error Exchange::failure(int curlCode) const {
    const std::string reason = m_errorText[0] ? m_errorText : curl_easy_strerror(CURLcode(curlCode));
    switch (curlCode) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {ErrorKind::Io, "the server's name cannot be looked up: " + reason};
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {ErrorKind::Io, "the proxy's name cannot be looked up: " + reason};
    case CURLE_COULDNT_CONNECT:
        return {ErrorKind::PeerClosed, "nobody answers at the server's address: " + reason};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorKind::TimedOut,
                fmt::format("no connection within {} (connect time-out)",
                            settings::durationText(m_client->m_options.connectTimeout)),
                reason};
    case CURLE_PEER_FAILED_VERIFICATION:
        // libcurl looks at the name in it before it notes the verdict on who signed it: 1 is "unspecified".
        if (numberOf(m_easy, CURLINFO_SSL_VERIFYRESULT) <= 1)
            return {ErrorKind::Io, "the server's certificate is for another host than the URL's: " + reason};
        return {ErrorKind::Io, "the server's certificate is not trusted: " + reason +
                                   "; if it is one of your own, name it as the server's CA file (--ca FILE)"};
    case CURLE_SSL_CACERT_BADFILE:
        return {ErrorKind::InvalidInput, "the CA file cannot be used: " + reason};
    case CURLE_SSL_CONNECT_ERROR:
        return {ErrorKind::Io, "the TLS handshake failed: " + reason +
                                   "; if the server does without TLS there, its URL begins with http://"};
    case CURLE_ABORTED_BY_CALLBACK:
        return {ErrorKind::PeerClosed,
                "the server closed the connection without an answer; the request was not "
                "sent again, since it may have been carried out"};
    case CURLE_GOT_NOTHING:
        return {ErrorKind::PeerClosed, "the server closed the connection without an answer"};
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return {ErrorKind::PeerClosed, "the connection broke in the middle of the answer: " + reason};
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return {ErrorKind::Protocol, "the server's answer is no valid HTTP: " + reason};
    default:
        break;
    }
    if (m_tooLarge)
        return {ErrorKind::Limit,
                fmt::format("the server's answer has more than the {} bytes allowed for one message",
                            m_maxBufferedBytes)};
    return {ErrorKind::Io, "the HTTP request failed: " + reason};
}

} // namespace dyno::http
