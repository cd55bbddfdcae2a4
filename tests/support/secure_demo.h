#pragma once

#include "tests/support/demo_over_http.h"
#include "tests/support/python_service.h"

#include <QProcess>
#include <QTemporaryDir>

namespace dyno::test {

/// A certificate that signs itself, for one host.
class Certificate {
public:
    explicit Certificate(const QString& names = QStringLiteral("DNS:localhost,IP:127.0.0.1")) {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      QStringList{"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                  "-nodes", "-days", "2", "-subj", "/CN=test", "-addext",
                                  "subjectAltName=" + names, "-keyout", key(), "-out", file()});
        if (!openssl.waitForFinished(60'000) || openssl.exitCode() != 0)
            qFatal("openssl: %s", openssl.readAllStandardError().constData());
    }
    QString file() const { return m_directory.filePath(QStringLiteral("certificate.pem")); }
    QString key() const { return m_directory.filePath(QStringLiteral("key.pem")); }

private:
    QTemporaryDir m_directory;
};

/// The demo server with TLS before it.
struct SecureDemo {
    explicit SecureDemo(const Certificate& certificate, const QStringList& options = {})
        : demo(options)
        , proxy(QStringLiteral("tls_proxy.py"),
                {certificate.file(), certificate.key(), QString::number(demo.port())}) {}

    QString url(const char* host = "127.0.0.1") const {
        return QStringLiteral("https://%1:%2/mcp").arg(QLatin1String(host)).arg(proxy.port());
    }
    DemoOverHttp demo;
    PythonService proxy;
};

} // namespace dyno::test
