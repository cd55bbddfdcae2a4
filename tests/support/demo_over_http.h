#pragma once

#include <QProcess>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <string>

namespace dyno::test {

/// The demo server over HTTP on a port of its own choice; it ends with this object.
class DemoOverHttp {
public:
    explicit DemoOverHttp(const QStringList& options = {}, int port = 0) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(DYNO_DEMO_SERVER),
                        QStringList{QStringLiteral("--http"), QString::number(port)} + options);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {
        }
        const QString line = QString::fromUtf8(m_process.readLine());
        m_url = QRegularExpression(QStringLiteral("http://\\S+")).match(line).captured().toStdString();
        if (m_url.empty())
            qFatal("the demo server does not listen: %s", qPrintable(line));
    }
    ~DemoOverHttp() { kill(); }

    /// "http://127.0.0.1:PORT" and the path.
    std::string url(const std::string& path = "/mcp") const {
        return m_url.substr(0, m_url.rfind('/')) + path;
    }
    int port() const { return std::stoi(m_url.substr(m_url.rfind(':') + 1)); }
    /// As a server dies that somebody pulls the plug of.
    void kill() {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

private:
    QProcess m_process;
    std::string m_url;
};

} // namespace dyno::test
