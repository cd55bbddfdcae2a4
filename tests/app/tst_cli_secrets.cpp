#include "tests/app/cli_program.h"
#include "tests/support/secure_demo.h"

#include <QTemporaryDir>
#include <QtTest>

// What `mcp-dyno` is told in confidence, and who must not learn of it: its own output, other origins,
// proxies.

using namespace dyno;
using namespace dyno::test;

namespace {

const QString token = QStringLiteral("t0ken-of-the-test");
const QString key = QStringLiteral("k3y-of-the-test");
const QString query = QStringLiteral("qu3ry-of-the-test");

using Variables = QMap<QString, QString>;
const Variables tokenVariable = {{QStringLiteral("TOKEN_OF_THE_TEST"), token}};

QStringList confided(const QString& url) {
    return {"--url",    url + "?api_key=" + query, "--bearer-env", "TOKEN_OF_THE_TEST",
            "--header", "X-Api-Key: " + key};
}

bool holdsNone(const QString& text) {
    return !text.contains(token) && !text.contains(key) && !text.contains(query);
}

QString url(const DemoOverHttp& demo, const char* path = "/mcp") {
    return QString::fromStdString(demo.url(path));
}

QStringList echo(const QStringList& server) {
    return QStringList{"run"} + server +
           QStringList{"--tool", "echo", "--args", R"({"message":"hello"})", "--calls", "5"};
}

} // namespace

class TestCliSecrets : public QObject {
    Q_OBJECT

private slots:
    void secretsAreNotShown_data();
    void secretsAreNotShown();
    void whatAServerRepeatsIsBlackedOut();
    void redirectsAreShownWithoutSecrets();
    void stderrOfAServerIsBlackedOut();
    void secretsOfAConfigFileAreNotShown();
    void proxyOfTheSystemIsUsed();
    void hostsThatNeedNoProxyAreReachedDirectly();
    void tunnelIsAskedForWithoutOurHeaders();
    void otherOriginGetsNoCredentials_data();
    void otherOriginGetsNoCredentials();
    void sameOriginKeepsThem();
    void redirectOutOfTlsIsNotFollowed();

private:
    /// All that a command prints and writes, --json FILE too.
    QString everythingSaid(const QStringList& arguments, const Variables& variables = tokenVariable) {
        const QTemporaryDir directory;
        const QString file = directory.filePath(QStringLiteral("summary.json"));
        const Outcome outcome = run(arguments + QStringList{"--json", file}, variables);
        m_status = outcome.status;
        return outcome.out + outcome.err + QString::fromStdString(readFile(file.toStdString()));
    }
    int m_status = -1;
};

void TestCliSecrets::secretsAreNotShown_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("good server") << "/mcp" << 0;
    QTest::newRow("HTTP+SSE") << "/sse" << 0;
    for (const char* kind :
         {"unauthorized", "status_500", "redirect_loop", "html", "bad_json", "empty_reply"})
        QTest::newRow(kind) << QStringLiteral("/fault/") + QLatin1String(kind) << 3;
    QTest::newRow("no such place") << "/nowhere" << 3;
}

void TestCliSecrets::secretsAreNotShown() {
    QFETCH(const QString, path);
    const DemoOverHttp demo({"--token", token});
    const QString said = everythingSaid(echo(confided(url(demo, path.toUtf8().constData()))));
    QTEST(m_status, "status");
    QVERIFY(!said.isEmpty());
    QVERIFY2(holdsNone(said), qPrintable(said));
}

void TestCliSecrets::whatAServerRepeatsIsBlackedOut() {
    const RecordingProxy server;
    for (const char* transport : {"auto", "http", "sse"}) {
        const QString said =
            everythingSaid(echo(confided(server.url() + "/mcp") + QStringList{"--transport", transport}));
        QCOMPARE(m_status, 3);
        QVERIFY2(said.contains(QStringLiteral("•••")), qPrintable(said));
        QVERIFY2(holdsNone(said), qPrintable(said));
    }
    // It did hear them.
    QVERIFY(server.text().find(token.toStdString()) != std::string::npos);
    QVERIFY(server.text().find(key.toStdString()) != std::string::npos);
}

void TestCliSecrets::redirectsAreShownWithoutSecrets() {
    const DemoOverHttp second;
    const QString back = url(second, "/fault/redirect_loop") + "?api_key=" + query;
    const DemoOverHttp demo({"--http-fault", "redirect", "--http-fault-location", back});
    const QString said = everythingSaid(echo(confided(url(demo))));
    QCOMPARE(m_status, 3);
    QVERIFY2(said.contains(QLatin1String("redirects in a circle")), qPrintable(said));
    QVERIFY2(holdsNone(said), qPrintable(said));
}

void TestCliSecrets::stderrOfAServerIsBlackedOut() {
    const QString command =
        QStringLiteral(DYNO_DEMO_SERVER " --exit-at-once 3 --stderr-line 'no such key: %1'").arg(key);
    const QString said = everythingSaid(echo({"--server", command, "--env", "API_KEY=" + key}));
    QCOMPARE(m_status, 3);
    QVERIFY2(said.contains(QLatin1String("no such key: ")), qPrintable(said));
    QVERIFY2(holdsNone(said), qPrintable(said));
}

void TestCliSecrets::secretsOfAConfigFileAreNotShown() {
    const RecordingProxy server;
    const json entry = {
        {"url", (server.url() + "/mcp?api_key=" + query).toStdString()},
        {"headers",
         {{"Authorization", "Bearer ${env:TOKEN_OF_THE_TEST}"}, {"X-Api-Key", key.toStdString()}}}};
    const json config = {{"mcpServers", {{"web", entry}}}};
    const QTemporaryDir directory;
    const QString file = directory.filePath(QStringLiteral("mcp.json"));
    write(file, QByteArray::fromStdString(config.dump()));
    const QString said = everythingSaid(echo({"--config", file}));
    QCOMPARE(m_status, 3);
    QVERIFY(server.text().find(token.toStdString()) != std::string::npos);
    QVERIFY2(holdsNone(said), qPrintable(said));
    const Outcome listed = run({"servers", "--config", file}, tokenVariable);
    QCOMPARE(listed.status, 0);
    QVERIFY2(holdsNone(listed.out + listed.err), qPrintable(listed.out + listed.err));
}

void TestCliSecrets::proxyOfTheSystemIsUsed() {
    const DemoOverHttp demo;
    const RecordingProxy proxy;
    const Outcome outcome = run(echo({"--url", url(demo)}), {{"http_proxy", proxy.url()}});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const auto requests = proxy.requests();
    QVERIFY(requests.size() > 5);
    for (const json& request : requests)
        QVERIFY2(request["line"].get<std::string>().starts_with("POST " + demo.url() + " "),
                 request.dump().c_str());
}

void TestCliSecrets::hostsThatNeedNoProxyAreReachedDirectly() {
    const DemoOverHttp demo;
    const RecordingProxy proxy;
    const Outcome outcome =
        run(echo({"--url", url(demo)}), {{"http_proxy", proxy.url()}, {"no_proxy", "example.org,127.0.0.1"}});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(proxy.text(), std::string());
}

void TestCliSecrets::tunnelIsAskedForWithoutOurHeaders() {
    const Certificate certificate;
    const SecureDemo demo(certificate);
    const RecordingProxy proxy;
    Variables variables = tokenVariable;
    variables.insert(QStringLiteral("https_proxy"), proxy.url());
    const Outcome outcome =
        run(echo(confided(demo.url()) + QStringList{"--ca", certificate.file()}), variables);
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const auto requests = proxy.requests();
    QVERIFY(!requests.empty());
    for (const json& request : requests)
        QVERIFY2(request["line"].get<std::string>().starts_with("CONNECT 127.0.0.1:"),
                 request.dump().c_str());
    QVERIFY2(holdsNone(QString::fromStdString(proxy.text())), proxy.text().c_str());
}

void TestCliSecrets::otherOriginGetsNoCredentials_data() {
    QTest::addColumn<QString>("transport");
    QTest::newRow("Streamable HTTP") << "http";
    QTest::newRow("HTTP+SSE") << "sse";
}

void TestCliSecrets::otherOriginGetsNoCredentials() {
    QFETCH(const QString, transport);
    const RecordingProxy other;
    const DemoOverHttp demo({"--http-fault", "redirect", "--http-fault-location", other.url() + "/mcp"});
    const QString said = everythingSaid(echo(confided(url(demo)) + QStringList{"--transport", transport}));
    QCOMPARE(m_status, 3);
    const auto requests = other.requests();
    QVERIFY(!requests.empty());
    for (const json& request : requests)
        QVERIFY2(!request["headers"].contains("authorization") && !request["headers"].contains("x-api-key"),
                 request.dump().c_str());
    QVERIFY2(holdsNone(QString::fromStdString(other.text())), other.text().c_str());
    QVERIFY2(holdsNone(said), qPrintable(said));
}

void TestCliSecrets::sameOriginKeepsThem() {
    const DemoOverHttp demo({"--token", token});
    const Outcome outcome = run(echo(confided(url(demo, "/fault/redirect"))), tokenVariable);
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
}

void TestCliSecrets::redirectOutOfTlsIsNotFollowed() {
    const RecordingProxy plain;
    const Certificate certificate;
    const SecureDemo demo(certificate,
                          {"--http-fault", "redirect", "--http-fault-location", plain.url() + "/mcp"});
    for (const char* transport : {"http", "sse"}) {
        const QString said = everythingSaid(
            echo(confided(demo.url()) + QStringList{"--ca", certificate.file(), "--transport", transport}));
        QCOMPARE(m_status, 3);
        QVERIFY2(said.contains("redirects from https to " + plain.url()), qPrintable(said));
        QVERIFY2(holdsNone(said), qPrintable(said));
    }
    QCOMPARE(plain.text(), std::string());
}

QTEST_GUILESS_MAIN(TestCliSecrets)
#include "tst_cli_secrets.moc"
