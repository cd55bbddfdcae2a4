#include "engine/settings/http_header.h"
#include "engine/settings/url.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::settings::HttpHeader;
using namespace dyno::settings;
using namespace std::string_literals;

class TestUrl : public QObject {
    Q_OBJECT

private slots:
    void isTakenApart();
    void isAccepted_data();
    void isAccepted();
    void nonsenseIsNamed_data();
    void nonsenseIsNamed();
    void otherSchemesAreTakenApartToo();
    void encodingIsUndone();
    void headerIsRead_data();
    void headerIsRead();
    void badHeaderIsRefused_data();
    void badHeaderIsRefused();
};

void TestUrl::isTakenApart() {
    const auto url = parseServerUrl("HTTPS://me:p%40ss@Example.COM:8443/mcp/x?a=1&b=2#part");
    QVERIFY(url.has_value());
    QCOMPARE(url->scheme, "https"s);
    QCOMPARE(url->user, "me"s);
    QCOMPARE(url->password, "p%40ss"s);
    QCOMPARE(url->host, "example.com"s);
    QCOMPARE(url->port, "8443"s);
    QCOMPARE(url->path, "/mcp/x"s);
    QCOMPARE(url->query, "a=1&b=2"s);
}

void TestUrl::isAccepted_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"http://localhost", "http://localhost:3000/mcp", "http://127.0.0.1:1/", "http://[::1]:80/mcp",
          "https://example.com/a%20b?x=y", "https://user@example.com/", "http://a.b-c.example./"})
        QTest::newRow(text) << std::string(text);
}

void TestUrl::isAccepted() {
    QFETCH(std::string, text);
    const auto url = parseServerUrl(text);
    QVERIFY2(url.has_value(), url.has_error() ? url.error().message.c_str() : "");
}

void TestUrl::nonsenseIsNamed_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    const std::string beginning = "the URL does not begin with http:// or https://";
    const std::string blank =
        "the URL has a blank or a control character in it; write it as %20, or remove it";
    const std::string port = "the URL's port must be a number from 1 to 65535";
    const std::string host = "the URL has no host";
    QTest::newRow("empty") << ""s
                           << "the URL is empty"s;
    QTest::newRow("no scheme") << "example.com/mcp"s << beginning;
    QTest::newRow("host and port") << "localhost:3000/mcp"s << beginning;
    QTest::newRow("scheme in the query") << "example.com/?to=http://x"s << beginning;
    QTest::newRow("one slash") << "http:/example.com"s << beginning;
    QTest::newRow("nothing before ://") << "://x"s << beginning;
    QTest::newRow("ftp") << "ftp://example.com/"s
                         << "the URL begins with ftp://; only http:// and https:// are spoken"s;
    QTest::newRow("file") << "file:///etc/passwd"s << host;
    QTest::newRow("scheme alone") << "http://"s << host;
    QTest::newRow("three slashes") << "http:///mcp"s << host;
    QTest::newRow("port alone") << "http://:80/"s << host;
    QTest::newRow("query alone") << "http://?x"s << host;
    QTest::newRow("user alone") << "http://user@/"s << host;
    QTest::newRow("port too large") << "http://h:65536/"s << port;
    QTest::newRow("port zero") << "http://h:0/"s << port;
    QTest::newRow("port is a word") << "http://h:http/"s << port;
    QTest::newRow("blank") << "http://h/a b"s << blank;
    QTest::newRow("line end") << "http://h/\r\nX: y"s << blank;
    QTest::newRow("blank in front") << " http://h/"s << blank;
    QTest::newRow("bad IPv6") << "http://[::1/"s
                              << "the URL's IPv6 address cannot be read; write it as [::1]"s;
}

void TestUrl::nonsenseIsNamed() {
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    const auto url = parseServerUrl(text);
    QVERIFY(url.has_error());
    QCOMPARE(url.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(url.error().message, message);
}

void TestUrl::otherSchemesAreTakenApartToo() {
    const auto url = parseUrl("postgresql://user:word@db:5432/x");
    QVERIFY(url.has_value());
    QCOMPARE(url->password, "word"s);
    QCOMPARE(url->host, "db"s);
}

void TestUrl::encodingIsUndone() {
    QCOMPARE(urlEncoded("a b/ü~"), "a%20b%2F%C3%BC~"s);
    QCOMPARE(urlEncoded("/a b", "/"), "/a%20b"s);
    QCOMPARE(urlDecoded("a%20b%2f%C3%BC~"), "a b/ü~"s);
    QCOMPARE(urlDecoded("100%, %4, %zz"), "100%, %4, %zz"s);
}

void TestUrl::headerIsRead_data() {
    QTest::addColumn<std::string>("line");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("value");
    QTest::newRow("plain") << "X-Key: abc"s
                           << "X-Key"s
                           << "abc"s;
    QTest::newRow("no blank") << "X-Key:abc"s
                              << "X-Key"s
                              << "abc"s;
    QTest::newRow("colon in the value") << "X:a:b"s
                                        << "X"s
                                        << "a:b"s;
    QTest::newRow("blanks around") << "X: \t a b \t"s
                                   << "X"s
                                   << "a b"s;
    QTest::newRow("empty value") << "X:  "s
                                 << "X"s
                                 << ""s;
    QTest::newRow("not ASCII") << "X: ü"s
                               << "X"s
                               << "ü"s;
}

void TestUrl::headerIsRead() {
    QFETCH(std::string, line);
    QFETCH(std::string, name);
    QFETCH(std::string, value);
    const auto header = parseHttpHeader(line);
    QVERIFY(header.has_value());
    QCOMPARE(header->first, name);
    QCOMPARE(header->second, value);
}

void TestUrl::badHeaderIsRefused_data() {
    QTest::addColumn<std::string>("line");
    QTest::addColumn<QString>("named");
    QTest::newRow("no colon") << "Authorization secret-1"s
                              << "\"Name: value\"";
    QTest::newRow("no name") << ": secret-1"s
                             << "\"Name: value\"";
    QTest::newRow("blank in the name") << "X Y: secret-1"s
                                       << "no header name";
    QTest::newRow("blank after the name") << "X : secret-1"s
                                          << "no header name";
    QTest::newRow("line end in the value") << "X: secret-1\r\nY: z"s
                                           << "header X";
    QTest::newRow("line feed in the value") << "X: secret-1\nY: z"s
                                            << "header X";
    QTest::newRow("zero in the value") << "X: secret-1\0"s
                                       << "header X";
}

void TestUrl::badHeaderIsRefused() {
    QFETCH(std::string, line);
    QFETCH(QString, named);
    const auto header = parseHttpHeader(line);
    QVERIFY(header.has_error());
    QVERIFY2(header.error().message.find(named.toStdString()) != std::string::npos,
             header.error().message.c_str());
    QVERIFY(header.error().message.find("secret-1") == std::string::npos);
}

QTEST_APPLESS_MAIN(TestUrl)
#include "tst_url.moc"
