#include "engine/transport/retry_after.h"
#include "printing.h"

using dyno::async::Duration;
using dyno::transport::parseHttpDate;
using dyno::transport::parseRetryAfter;
using namespace std::chrono_literals;
using Wait = std::optional<Duration>;

namespace {

/// Sun, 06 Nov 1994 08:49:37 GMT, the specification's own example.
constexpr dyno::transport::WallTime example{784'111'777s};

} // namespace

class TestRetryAfter : public QObject {
    Q_OBJECT

private slots:
    void readsTheHeader_data();
    void readsTheHeader();
    void readsDatesInAllForms_data();
    void readsDatesInAllForms();
};

void TestRetryAfter::readsTheHeader_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Wait>("wait");
    const auto row = [](const char* name, const char* text, Wait wait) {
        QTest::newRow(name) << std::string(text) << wait;
    };
    row("seconds", "120", 120s);
    row("at once", "0", 0s);
    row("with blanks", " 7\t", 7s);
    row("a year at most", "31536001", 8760h);
    row("past all integers", "99999999999999999999999999", 8760h);
    row("a date to come", "Sun, 06 Nov 1994 08:50:00 GMT", 23s);
    row("a date gone by", "Sun, 06 Nov 1994 08:49:36 GMT", 0s);
    row("a date far away", "Thu, 01 Jan 2150 00:00:00 GMT", 8760h);
    row("nothing", "", {});
    row("negative", "-1", {});
    row("a fraction", "1.5", {});
    row("a unit", "5s", {});
    row("words", "soon", {});
    row("half a date", "Sun, 06 Nov", {});
    row("a date without its seconds", "Sun, 06 Nov 1994 08:50", {});
    row("a date and more", "Sun, 06 Nov 1994 08:50:00 GMT+1", {});
}

void TestRetryAfter::readsTheHeader() {
    QFETCH(std::string, text);
    QFETCH(Wait, wait);
    const Wait parsed = parseRetryAfter(text, example);
    QCOMPARE(parsed.has_value(), wait.has_value());
    QCOMPARE(parsed.value_or(0s), wait.value_or(0s));
}

void TestRetryAfter::readsDatesInAllForms_data() {
    QTest::addColumn<std::string>("text");
    QTest::newRow("IMF-fixdate") << std::string("Sun, 06 Nov 1994 08:49:37 GMT");
    QTest::newRow("RFC 850") << std::string("Sunday, 06-Nov-94 08:49:37 GMT");
    QTest::newRow("asctime") << std::string("Sun Nov  6 08:49:37 1994");
}

void TestRetryAfter::readsDatesInAllForms() {
    QFETCH(std::string, text);
    QVERIFY(parseHttpDate(text) == example);
}

QTEST_APPLESS_MAIN(TestRetryAfter)
#include "tst_retry_after.moc"
