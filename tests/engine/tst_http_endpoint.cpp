#include "engine/transport/http_endpoint.h"

#include "engine/transport/http_refusal.h"
#include "printing.h"

#include <curl/curl.h>

using namespace dyno;
using transport::HttpEndpoint;
using transport::Outgoing;
using namespace std::string_literals;
using Lines = std::vector<std::string>;

namespace {

Lines linesOf(const std::shared_ptr<const http::HeaderList>& list) {
    Lines lines;
    for (const curl_slist* line = list->list(); line; line = line->next)
        lines.emplace_back(line->data);
    std::erase(lines, "User-Agent: mcp-dyno/" DYNO_VERSION);
    std::erase(lines, "Accept-Encoding: gzip, deflate");
    return lines;
}

/// Those that are not the same for every POST.
Lines postHeaders(HttpEndpoint& endpoint, std::string_view method, std::vector<http::Header> headers = {},
                  const HttpEndpoint::Place& place = {}) {
    Lines lines =
        linesOf(endpoint.headersFor({"{}", 1, method, headers}, place.url.empty() ? endpoint.home() : place));
    std::erase(lines, "Content-Type: application/json");
    std::erase(lines, "Accept: application/json, text/event-stream");
    std::erase(lines, "Expect:");
    return lines;
}

HttpEndpoint endpointAt(const std::string& url) {
    return HttpEndpoint({url, {{"Authorization", "Bearer secret"}}, {}, {}});
}

const std::string home = "https://example.org/mcp";

} // namespace

class TestHttpEndpoint : public QObject {
    Q_OBJECT

private slots:
    void probeSpeaksModernBeforeTheEraIsKnown();
    void headersFollowTheEra_data();
    void headersFollowTheEra();
    void sessionGoesWithEveryRequest();
    void lineBreaksForgeNoHeader();
    void redirectKeepsCredentialsAtTheirOrigin_data();
    void redirectKeepsCredentialsAtTheirOrigin();
    void redirectFromHttpsToHttpIsRefused();
    void redirectLoopEnds();
    void permanentRedirectMovesLaterRequests();
    void relativeUrlsAreResolved_data();
    void relativeUrlsAreResolved();
    void refusalUnderNoIdAnswersItsRequest_data();
    void refusalUnderNoIdAnswersItsRequest();
    void lostSessionsAreKnownByTheirWords_data();
    void lostSessionsAreKnownByTheirWords();
};

void TestHttpEndpoint::probeSpeaksModernBeforeTheEraIsKnown() {
    HttpEndpoint endpoint({home, {}, {}, {}});
    QCOMPARE(postHeaders(endpoint, "server/discover"),
             (Lines{"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: server/discover"}));
    QCOMPARE(postHeaders(endpoint, "initialize"), Lines{});
}

void TestHttpEndpoint::headersFollowTheEra_data() {
    QTest::addColumn<mcp::Era>("era");
    QTest::addColumn<std::string>("version");
    QTest::addColumn<Lines>("expected");
    QTest::newRow("modern") << mcp::Era::Modern << "2026-07-28"s
                            << Lines{"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call",
                                     "Mcp-Name: echo"};
    QTest::newRow("2025-11-25") << mcp::Era::Legacy << "2025-11-25"s
                                << Lines{"MCP-Protocol-Version: 2025-11-25"};
    QTest::newRow("2025-06-18") << mcp::Era::Legacy << "2025-06-18"s
                                << Lines{"MCP-Protocol-Version: 2025-06-18"};
    QTest::newRow("before the header came") << mcp::Era::Legacy << "2025-03-26"s << Lines{};
}

void TestHttpEndpoint::headersFollowTheEra() {
    QFETCH(mcp::Era, era);
    QFETCH(std::string, version);
    QFETCH(Lines, expected);
    HttpEndpoint endpoint({home, {}, {}, {}});
    endpoint.settle(era, version);
    QCOMPARE(postHeaders(endpoint, "tools/call", {{"Mcp-Name", "echo"}}), expected);
}

void TestHttpEndpoint::sessionGoesWithEveryRequest() {
    HttpEndpoint endpoint = endpointAt(home);
    postHeaders(endpoint, "tools/call"); // what is remembered of the last one must not outlive the change
    endpoint.setSession("s-1");
    const Lines expected{"Authorization: Bearer secret", "Mcp-Session-Id: s-1"};
    QCOMPARE(postHeaders(endpoint, "tools/call"), expected);
    QCOMPARE(linesOf(endpoint.streamHeaders("e7")),
             (Lines{"Accept: text/event-stream", expected[0], expected[1], "Last-Event-ID: e7"}));
}

void TestHttpEndpoint::lineBreaksForgeNoHeader() {
    HttpEndpoint endpoint({home, {{"X-Team", "a\r\nX-Admin: yes"}}, {}, {}});
    QCOMPARE(postHeaders(endpoint, "ping"), Lines{"X-Team: a  X-Admin: yes"});
}

void TestHttpEndpoint::redirectKeepsCredentialsAtTheirOrigin_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<bool>("sent");
    QTest::newRow("another path") << "https://example.org/v2/mcp"s << true;
    QTest::newRow("the port, spelt out") << "https://example.org:443/mcp/"s << true;
    QTest::newRow("another host") << "https://evil.example/mcp"s << false;
    QTest::newRow("a subdomain") << "https://mcp.example.org/mcp"s << false;
    QTest::newRow("another port") << "https://example.org:8443/mcp"s << false;
}

void TestHttpEndpoint::redirectKeepsCredentialsAtTheirOrigin() {
    QFETCH(std::string, target);
    QFETCH(bool, sent);
    HttpEndpoint endpoint = endpointAt(home);
    endpoint.setSession("s-1");
    const auto place = endpoint.redirected(endpoint.home(), target, false);
    QVERIFY(place.has_value());
    QCOMPARE(place->url, target);
    const Lines credentials{"Authorization: Bearer secret", "Mcp-Session-Id: s-1"};
    QCOMPARE(postHeaders(endpoint, "ping", {}, *place), sent ? credentials : Lines{});
    QCOMPARE(postHeaders(endpoint, "ping"), credentials); // later requests go home
}

void TestHttpEndpoint::redirectFromHttpsToHttpIsRefused() {
    HttpEndpoint endpoint = endpointAt(home);
    const auto place = endpoint.redirected(endpoint.home(), "http://example.org/mcp", true);
    QVERIFY(place.has_error());
    QCOMPARE(place.error().kind, ErrorKind::Http);
    QVERIFY(place.error().message.find("http://example.org/mcp") != std::string::npos);
    QCOMPARE(endpoint.home().url, home);
}

void TestHttpEndpoint::redirectLoopEnds() {
    HttpEndpoint endpoint = endpointAt(home);
    Result<HttpEndpoint::Place> place = endpoint.home();
    for (int i = 0; i < 5; ++i) {
        place = endpoint.redirected(*place, home, true);
        QVERIFY(place.has_value());
    }
    QVERIFY(endpoint.redirected(*place, home, true).has_error());
}

void TestHttpEndpoint::permanentRedirectMovesLaterRequests() {
    HttpEndpoint endpoint = endpointAt(home);
    QVERIFY(endpoint.redirected(endpoint.home(), "https://example.org/new", true).has_value());
    QCOMPARE(endpoint.home().url, "https://example.org/new"s);
    QCOMPARE(endpoint.home().redirects, 0);
    QVERIFY(endpoint.redirected(endpoint.home(), "https://elsewhere.example/mcp", true).has_value());
    QCOMPARE(postHeaders(endpoint, "ping"), Lines{});
    QCOMPARE(linesOf(endpoint.streamHeaders()), Lines{"Accept: text/event-stream"});
}

void TestHttpEndpoint::relativeUrlsAreResolved_data() {
    QTest::addColumn<std::string>("reference");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("path") << "/messages?sessionId=7"s
                          << "http://h:3001/messages?sessionId=7"s;
    QTest::newRow("beside") << "message"s
                            << "http://h:3001/a/message"s;
    QTest::newRow("whole") << "http://h:3001/x"s
                           << "http://h:3001/x"s;
    QTest::newRow("query only") << "?s=1"s
                                << "http://h:3001/a/sse?s=1"s;
}

void TestHttpEndpoint::relativeUrlsAreResolved() {
    QFETCH(std::string, reference);
    QFETCH(std::string, expected);
    QCOMPARE(transport::resolveUrl("http://h:3001/a/sse", reference), expected);
}

void TestHttpEndpoint::refusalUnderNoIdAnswersItsRequest_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("null") << R"({"jsonrpc":"2.0","error":{"code":-32000},"id":null})"s
                          << R"({"error":{"code":-32000},"id":7,"jsonrpc":"2.0"})"s;
    QTest::newRow("none") << R"({"jsonrpc":"2.0","error":{"code":1}})"s
                          << R"({"error":{"code":1},"id":7,"jsonrpc":"2.0"})"s;
    QTest::newRow("its own") << R"({"jsonrpc":"2.0","id":7,"result":{}})"s
                             << R"({"id":7,"jsonrpc":"2.0","result":{}})"s;
    QTest::newRow("no answer") << R"({"detail":"Not Found"})"s
                               << ""s;
    QTest::newRow("no JSON") << "Bad Gateway"s
                             << ""s;
    QTest::newRow("a list") << "[1]"s
                            << ""s;
}

void TestHttpEndpoint::refusalUnderNoIdAnswersItsRequest() {
    QFETCH(std::string, body);
    QFETCH(std::string, expected);
    QCOMPARE(transport::underId(body, 7).value_or(""), expected);
}

void TestHttpEndpoint::lostSessionsAreKnownByTheirWords_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("lost");
    QTest::newRow("reference server")
        << R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null})"s
        << true;
    QTest::newRow("in capitals") << R"({"error":{"code":-32001,"message":"SESSION EXPIRED"}})"s << true;
    QTest::newRow("a tool's own session")
        << R"({"error":{"code":-32000,"message":"browser session closed"}})"s << false;
    QTest::newRow("invalid params") << R"({"error":{"code":-32602,"message":"no valid session"}})"s << false;
    QTest::newRow("something else") << R"({"error":{"message":"Invalid arguments"}})"s << false;
    QTest::newRow("message is no text") << R"({"error":{"message":{}}})"s << false;
    QTest::newRow("not JSON") << "session"s << false;
    QTest::newRow("empty") << ""s << false;
}

void TestHttpEndpoint::lostSessionsAreKnownByTheirWords() {
    QFETCH(std::string, body);
    QFETCH(bool, lost);
    QCOMPARE(transport::namesSession(body), lost);
}

QTEST_APPLESS_MAIN(TestHttpEndpoint)
#include "tst_http_endpoint.moc"
