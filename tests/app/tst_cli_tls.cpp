#include "tests/app/cli_program.h"
#include "tests/support/secure_demo.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

// `mcp-dyno` with servers over TLS: which certificates it takes, and HTTP/2.

using namespace dyno;
using namespace dyno::test;

namespace {

/// nghttpx, which speaks HTTP/2 with its clients and HTTP/1.1 with the demo server.
class Http2Demo {
public:
    explicit Http2Demo(const Certificate& certificate) {
        QTcpServer free; // nghttpx takes no port of its own choice
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
        free.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("nghttpx"),
                        {"--conf=/dev/null", "--no-ocsp", "--errorlog-file=/dev/stderr", "--single-process",
                         QStringLiteral("--frontend=127.0.0.1,%1").arg(m_port),
                         QStringLiteral("--backend=127.0.0.1,%1").arg(m_demo.port()), certificate.key(),
                         certificate.file()});
        while (!m_said.contains("Listening on") && m_process.waitForReadyRead(patience))
            m_said += m_process.readAll();
        if (!m_said.contains("Listening on"))
            qFatal("nghttpx does not listen: %s", m_said.constData());
    }
    ~Http2Demo() {
        m_process.terminate();
        m_process.waitForFinished(patience);
    }
    QString url() const { return QStringLiteral("https://localhost:%1/mcp").arg(m_port); }

private:
    DemoOverHttp m_demo;
    QProcess m_process;
    QByteArray m_said;
    quint16 m_port = 0;
};

QStringList echoAt(const QString& url, const Certificate& certificate, const char* more) {
    return QStringList{
               "run",    "--url", url,    "--tool",          "echo", "--args", R"({"message":"hello"})",
               "--json", "-",     "--ca", certificate.file()} +
           words(more);
}

} // namespace

class TestCliTls : public QObject {
    Q_OBJECT

private slots:
    void tlsAgainstPlainHttpIsExplained();
    void unknownCertificateIsRefused();
    void certificateOfAnotherHostIsRefused();
    void fileThatHoldsNoCertificateIsRefused();
    void namedCertificateIsTrusted();
    void everyNewConnectionShakesHands();
    void callsShareOneConnectionOverHttp2();
};

void TestCliTls::tlsAgainstPlainHttpIsExplained() {
    const DemoOverHttp demo;
    const Outcome outcome =
        run({"tools", "--url", QStringLiteral("https://127.0.0.1:%1/mcp").arg(demo.port())});
    QVERIFY2(outcome.err.startsWith(QLatin1String("mcp-dyno: the TLS handshake failed: ")),
             qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(QLatin1String("http://")), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 3);
}

void TestCliTls::unknownCertificateIsRefused() {
    const SecureDemo demo{Certificate()};
    const Outcome outcome = run({"tools", "--url", demo.url()});
    QVERIFY2(outcome.err.startsWith(QLatin1String("mcp-dyno: the server's certificate is not trusted: ")),
             qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(QLatin1String("--ca FILE")), qPrintable(outcome.err));
    QCOMPARE(outcome.status, 3);
    QCOMPARE(outcome.out, QString());
}

void TestCliTls::certificateOfAnotherHostIsRefused() {
    const Certificate certificate(QStringLiteral("DNS:elsewhere.invalid"));
    const SecureDemo demo(certificate);
    for (const char* host : {"127.0.0.1", "localhost"}) {
        const Outcome outcome = run({"tools", "--url", demo.url(host), "--ca", certificate.file()});
        QVERIFY2(outcome.err.startsWith(QLatin1String(
                     "mcp-dyno: the server's certificate is for another host than the URL's: ")),
                 qPrintable(outcome.err));
        QVERIFY2(outcome.err.contains(QLatin1String(host)), qPrintable(outcome.err));
        QCOMPARE(outcome.status, 3);
    }
}

void TestCliTls::fileThatHoldsNoCertificateIsRefused() {
    const Certificate certificate;
    const SecureDemo demo(certificate);
    const Outcome outcome = run({"tools", "--url", demo.url(), "--ca", certificate.key()});
    QVERIFY2(outcome.err.startsWith(QLatin1String("mcp-dyno: the CA file cannot be used: ")),
             qPrintable(outcome.err));
    QCOMPARE(outcome.status, 3);
}

void TestCliTls::namedCertificateIsTrusted() {
    const Certificate certificate;
    const SecureDemo demo(certificate);
    for (const char* host : {"127.0.0.1", "localhost"}) {
        const Outcome outcome = run({"tools", "--url", demo.url(host), "--ca", certificate.file()});
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.status, 0);
    }
}

void TestCliTls::everyNewConnectionShakesHands() {
    const Certificate certificate;
    const SecureDemo demo(certificate);
    const Outcome outcome = run(echoAt(demo.url(), certificate, "--calls 100 --workers 4"));
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["connections"][0]["httpVersion"].get<std::string>(), std::string("1.1"));
    const json& phases = summary["phasesMicroseconds"];
    QVERIFY2(phases.contains("tls"), qPrintable(outcome.out));
    QCOMPARE(phases["tls"]["count"].get<int>(), phases["connect"]["count"].get<int>());
}

void TestCliTls::callsShareOneConnectionOverHttp2() {
    const Certificate certificate;
    const Http2Demo demo(certificate);
    const Outcome outcome = run(echoAt(demo.url(), certificate, "--calls 200 --workers 32"));
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.status, 0);
    const json summary = parsed(outcome.out);
    QCOMPARE(summary["calls"]["succeeded"].get<int>(), 200);
    const json& connection = summary["connections"][0];
    QCOMPARE(connection["httpVersion"].get<std::string>(), std::string("2"));
    QCOMPARE(connection["socketsOpened"].get<int>(), 1);
    QVERIFY(connection["socketsReused"].get<int>() >= 200);
    QVERIFY(!summary["phasesMicroseconds"].contains("tls")); // the handshake's connection serves all calls
}

QTEST_GUILESS_MAIN(TestCliTls)
#include "tst_cli_tls.moc"
