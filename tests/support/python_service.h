#pragma once

#include "tests/support/process_mark.h"

#include <nlohmann/json.hpp>

#include <QProcess>
#include <QTemporaryDir>

#include <sstream>
#include <string>
#include <vector>

namespace dyno::test {

/// A script of this directory that serves a port of its own choice, which is the first that it prints; it
/// ends with this object.
class PythonService {
public:
    PythonService(const QString& script, const QStringList& arguments) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("python3"),
                        QStringList{QStringLiteral(DYNO_TEST_SUPPORT "/") + script} + arguments);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {
        }
        m_port = m_process.readLine().trimmed().toInt();
        if (m_port == 0)
            qFatal("%s does not listen", qPrintable(script));
    }
    ~PythonService() {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

    int port() const { return m_port; }

private:
    QProcess m_process;
    int m_port = 0;
};

/// Notes every request that reaches it, as a proxy or as a server that answers 500 and what it was sent.
class RecordingProxy {
public:
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_service.port()); }

    /// {"line", "headers" (names in lower case), "body"} of each request so far.
    std::vector<nlohmann::json> requests() const {
        std::istringstream lines(readFile(file().toStdString()));
        std::vector<nlohmann::json> all;
        for (std::string line; std::getline(lines, line);)
            all.push_back(nlohmann::json::parse(line));
        return all;
    }
    /// Everything of all of them.
    std::string text() const { return readFile(file().toStdString()); }

private:
    QString file() const { return m_directory.filePath(QStringLiteral("requests")); }

    QTemporaryDir m_directory;
    PythonService m_service{QStringLiteral("recording_proxy.py"), {file()}};
};

} // namespace dyno::test
