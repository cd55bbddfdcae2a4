#pragma once

#include "tests/support/process_mark.h"

#include <nlohmann/json.hpp>

#include <QProcess>
#include <QtTest>

namespace dyno::test {

using nlohmann::json;

inline constexpr int patience = 40'000; // ms, for what must happen; nothing is timed with it

struct Outcome {
    int status = -1;
    QString out;
    QString err;
};

/// `mcp-dyno` with arguments, as a script would run it. No proxy of this machine's comes between it and its
/// servers.
class CliProgram {
public:
    explicit CliProgram(const QStringList& arguments) {
        environment.insert(QLatin1String(Mark::variable), QString::fromStdString(mark.value()));
        for (const char* scheme : {"http", "https", "all", "no"})
            for (const QString& name : {QStringLiteral("%1_proxy").arg(QLatin1String(scheme)),
                                        QStringLiteral("%1_proxy").arg(QLatin1String(scheme)).toUpper()})
                environment.remove(name);
        process.setProgram(QStringLiteral(DYNO_PROGRAM));
        process.setArguments(arguments);
    }
    ~CliProgram() {
        process.kill();
        process.waitForFinished(patience);
    }

    void start() {
        process.setProcessEnvironment(environment);
        process.start();
        QVERIFY(process.waitForStarted(patience));
        process.closeWriteChannel();
    }
    Outcome finish() {
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(patience))
            qWarning("mcp-dyno does not end");
        const int status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        err += process.readAllStandardError();
        return {status, QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(err)};
    }
    bool waitForError(const char* text) {
        process.setReadChannel(QProcess::StandardError);
        while (!err.contains(text)) {
            if (process.bytesAvailable() == 0 && !process.waitForReadyRead(patience))
                return false;
            err += process.readAllStandardError();
        }
        return true;
    }

    Mark mark;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QProcess process;
    QByteArray err;
};

/// Runs it to its end. A process that it leaves behind fails the test.
inline Outcome run(const QStringList& arguments, const QMap<QString, QString>& variables = {}) {
    CliProgram program(arguments);
    for (auto one = variables.begin(); one != variables.end(); ++one)
        program.environment.insert(one.key(), one.value());
    program.start();
    Outcome outcome = program.finish();
    if (!program.mark.processes().empty())
        QTest::qFail("a process was left", __FILE__, __LINE__);
    return outcome;
}

inline QStringList words(const char* text) {
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

inline json parsed(const QString& text) {
    return json::parse(text.toStdString(), nullptr, false);
}

inline json readJson(const QString& file) {
    return json::parse(readFile(file.toStdString()), nullptr, false);
}

inline void write(const QString& file, const QByteArray& text) {
    std::ofstream(file.toStdString()) << text.constData();
}

} // namespace dyno::test
