#include "engine/transport/http_endpoint.h"

#include "engine/version.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

namespace dyno::transport {

namespace {

constexpr int maxRedirects = 5;

/// libcurl asks the server (Expect: 100-continue) before it sends a body of more than this, which costs a
/// round trip, or a second where the server does not know the question.
constexpr std::size_t askedBefore = 1024 * 1024;

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK)
        return {};
    std::string result(text);
    curl_free(text);
    return result;
}

} // namespace

std::string originOf(const std::string& text) {
    const Url url(curl_url(), &curl_url_cleanup);
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return {};
    return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + ":" +
           part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::string resolveUrl(const std::string& base, const std::string& reference) {
    const Url url(curl_url(), &curl_url_cleanup);
    if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, reference.c_str(), 0) != CURLUE_OK)
        return {};
    return part(url, CURLUPART_URL);
}

HttpEndpoint::HttpEndpoint(const settings::HttpConfig& config)
    : m_home{config.url, true, 0}
    , m_sessionPlace(m_home)
    , m_origin(originOf(config.url))
    , m_configured(config.headers) {}

Result<HttpEndpoint::Place> HttpEndpoint::redirected(const Place& from, const std::string& url,
                                                     bool permanently) {
    Place place{url, originOf(url) == m_origin, from.redirects + 1};
    if (place.redirects > maxRedirects)
        return Error{ErrorKind::Http,
                     fmt::format("the server redirects in a circle: {} times in a row, the last "
                                 "time to {}",
                                 place.redirects, url)};
    if (from.url.starts_with("https:") && !url.starts_with("https:"))
        return Error{ErrorKind::Http,
                     fmt::format("the server redirects from https to {}, where anybody could listen; "
                                 "the redirect was not followed",
                                 url)};
    if (permanently)
        m_home = m_sessionPlace = {place.url, place.ours, 0};
    else if (place.ours)
        m_sessionPlace = place;
    return place;
}

void HttpEndpoint::settle(mcp::Era era, std::string_view protocolVersion) {
    m_era = era;
    m_version = protocolVersion;
    m_last.reset();
}

void HttpEndpoint::setSession(std::string id) {
    m_session = std::move(id);
    m_last.reset();
}

std::shared_ptr<const http::HeaderList> HttpEndpoint::headersFor(const Outgoing& message,
                                                                 const Place& place) {
    const bool large = message.frame.size() > askedBefore;
    if (m_last && m_last->method == message.method && m_last->ours == place.ours && m_last->large == large &&
        std::equal(m_last->headers.begin(), m_last->headers.end(), message.headers.begin(),
                   message.headers.end()))
        return m_last->list;
    auto list = std::make_shared<http::HeaderList>();
    list->add("Content-Type", "application/json");
    list->add("Accept", "application/json, text/event-stream");
    if (large)
        list->add("Expect", {});
    addCommon(*list, place.ours);
    const bool probes = !m_era && message.method == "server/discover";
    if (probes)
        list->add("MCP-Protocol-Version", mcp::modernVersion);
    if (probes || modern()) {
        if (!message.method.empty())
            list->add("Mcp-Method", message.method);
        for (const auto& [name, value] : message.headers)
            list->add(name, value);
    }
    m_last = Last{std::string(message.method),
                  {message.headers.begin(), message.headers.end()},
                  place.ours,
                  large,
                  list};
    return list;
}

std::shared_ptr<const http::HeaderList> HttpEndpoint::streamHeaders(std::string_view lastEventId) const {
    auto list = std::make_shared<http::HeaderList>();
    list->add("Accept", "text/event-stream");
    addCommon(*list, m_sessionPlace.ours);
    if (!lastEventId.empty())
        list->add("Last-Event-ID", lastEventId);
    return list;
}

bool HttpEndpoint::configures(const char* header) const {
    return std::any_of(m_configured.begin(), m_configured.end(),
                       [&](const http::Header& one) { return curl_strequal(one.first.c_str(), header); });
}

/// What libcurl would add by itself, at twice the price: it formats a header of its own making once more when
/// it puts the request together, and does so character by character.
void HttpEndpoint::addCommon(http::HeaderList& list, bool ours) const {
    if (!configures("User-Agent"))
        list.add("User-Agent", "mcp-dyno/" + std::string(version));
    if (!configures("Accept-Encoding"))
        list.add("Accept-Encoding", "gzip, deflate");
    if (ours)
        for (const auto& [name, value] : m_configured)
            list.add(name, value);
    // The header came with 2025-06-18; dates compare as text.
    if (m_era && m_version >= "2025-06-18")
        list.add("MCP-Protocol-Version", m_version);
    if (ours && !m_session.empty())
        list.add("Mcp-Session-Id", m_session);
}

} // namespace dyno::transport
