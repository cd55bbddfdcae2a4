#pragma once

#include "engine/http/request.h"
#include "engine/mcp/protocol_version.h"
#include "engine/settings/server_config.h"
#include "engine/transport/transport.h"

#include <memory>
#include <optional>
#include <string>

namespace dyno::transport {

/// Where an HTTP server is and which headers a request to it carries: what the person configured, what the
/// transport asks for, and what the conversation has come to. Engine thread only.
class HttpEndpoint {
public:
    /// Where one request goes.
    struct Place {
        std::string url;
        bool ours = true;  ///< at the origin that was configured; elsewhere we show no credentials
        int redirects = 0; ///< that led here
    };

    explicit HttpEndpoint(const settings::HttpConfig& config);

    const Place& home() const { return m_home; }
    /// Where GET and DELETE go: to where the last redirect within our origin led, or home.
    const Place& sessionPlace() const { return m_sessionPlace; }
    /// Where a request goes on to that was sent to `from` and redirected; permanently: all later ones, too.
    /// Fails where it may not be followed: from https to http, or after five redirects.
    [[nodiscard]] Result<Place> redirected(const Place& from, const std::string& url, bool permanently);

    void settle(mcp::Era era, std::string_view protocolVersion);
    bool modern() const { return m_era == mcp::Era::Modern; }
    /// The session that the server gave us (legacy); empty when it has none.
    void setSession(std::string id);
    const std::string& session() const { return m_session; }

    /// Headers of a POST with this message. To another origin than ours it goes without the configured
    /// headers and the session.
    std::shared_ptr<const http::HeaderList> headersFor(const Outgoing& message, const Place& place);
    /// Headers of a GET that opens an event stream, or of a DELETE; to our home.
    std::shared_ptr<const http::HeaderList> streamHeaders(std::string_view lastEventId = {}) const;

private:
    bool configures(const char* header) const;
    void addCommon(http::HeaderList& list, bool ours) const;

    Place m_home;
    Place m_sessionPlace;
    std::string m_origin;
    std::vector<http::Header> m_configured;
    std::optional<mcp::Era> m_era; ///< unknown until the handshake has settled
    std::string m_version;
    std::string m_session;

    /// The headers of the last POST, which are mostly those of the next.
    struct Last {
        std::string method;
        std::vector<http::Header> headers;
        bool ours = true;
        bool large = false;
        std::shared_ptr<const http::HeaderList> list;
    };
    std::optional<Last> m_last;
};

/// "https://example.org:8443" of a URL, with the scheme's port where it names none; empty when it is none.
std::string originOf(const std::string& url);
/// A URL that may be relative, seen from another; empty when that makes none.
std::string resolveUrl(const std::string& base, const std::string& reference);

} // namespace dyno::transport
