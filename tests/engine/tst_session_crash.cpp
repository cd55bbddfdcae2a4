#include "printing.h"
#include "tests/support/random_seed.h"
#include "tests/support/session_sql.h"

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <vector>

using namespace dyno;

namespace {

constexpr int callsPerSecond = 20'000;

/// One line of what the recording program says.
struct Said {
    std::int64_t microseconds = 0;
    std::int64_t calls = 0;
};

/// A recording that is killed once it has made so many calls.
class Victim {
public:
    Victim(QString file, std::int64_t calls)
        : m_file(std::move(file))
        , m_calls(calls) {
        m_process.start(QStringLiteral(DYNO_MADE_UP_SESSION), {m_file, QString::number(callsPerSecond)});
    }

    /// Returns what it had said.
    std::vector<Said> killInTime() {
        while (m_said.empty() || m_said.back().calls < m_calls)
            if (!m_process.waitForReadyRead(30'000) || !read())
                return {};
        m_process.kill();
        m_process.waitForFinished();
        read();
        return m_said;
    }

    std::string file() const { return m_file.toStdString(); }

private:
    bool read() {
        while (m_process.canReadLine()) {
            const QList<QByteArray> words = m_process.readLine().trimmed().split(' ');
            if (words.size() != 2)
                return false;
            m_said.push_back({words[0].toLongLong(), words[1].toLongLong()});
        }
        return true;
    }

    QString m_file;
    std::int64_t m_calls;
    QProcess m_process;
    std::vector<Said> m_said;
};

/// Calls that were made a second before the end, or earlier.
std::int64_t mustBeThere(const std::vector<Said>& said) {
    std::int64_t calls = 0;
    for (const Said& line : said)
        if (line.microseconds <= said.back().microseconds - 1'000'000)
            calls = line.calls;
    return calls;
}

} // namespace

class TestSessionCrash : public QObject {
    Q_OBJECT

private slots:
    void killedRecordingLosesAtMostASecond();

private:
    void check(const std::string& file, const std::vector<Said>& said);

    std::int64_t m_mostLost = 0;
};

/// Several at once, so that they kill each other's leisure, too.
void TestSessionCrash::killedRecordingLosesAtMostASecond() {
    constexpr int kills = 50;
    constexpr int atOnce = 10;
    const std::uint64_t seed = test::randomSeed();
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> moment(1, 2 * callsPerSecond);
    qInfo("DYNO_SEED=%llu", static_cast<unsigned long long>(seed));
    for (int round = 0; round < kills / atOnce; ++round) {
        const QTemporaryDir folder;
        std::vector<std::unique_ptr<Victim>> victims;
        for (int i = 0; i < atOnce; ++i)
            victims.push_back(
                std::make_unique<Victim>(folder.filePath(QStringLiteral("%1.dyno").arg(i)), moment(random)));
        for (const auto& victim : victims) {
            check(victim->file(), victim->killInTime());
            if (QTest::currentTestFailed())
                return;
        }
    }
    qInfo("most calls lost: %lld", static_cast<long long>(m_mostLost));
}

void TestSessionCrash::check(const std::string& file, const std::vector<Said>& said) {
    QVERIFY2(!said.empty(), "the program that records has failed");
    QCOMPARE(test::sqlValue(file, "PRAGMA integrity_check"), std::string("ok"));
    const std::int64_t kept = std::stoll(test::sqlValue(file, "SELECT count(*) FROM call"));
    m_mostLost = std::max(m_mostLost, said.back().calls - kept);
    QVERIFY2(kept >= mustBeThere(said),
             qPrintable(QStringLiteral("%1 of %2").arg(kept).arg(said.back().calls)));
    // Calls and the interval that counts them are there together.
    QCOMPARE(std::stoll(test::sqlValue(file, "SELECT ifnull(sum(succeeded), 0) FROM interval")), kept);
    QCOMPARE(test::sqlValue(file, "SELECT value FROM meta WHERE key = 'complete'"), std::string("0"));
}

QTEST_GUILESS_MAIN(TestSessionCrash)
#include "tst_session_crash.moc"
