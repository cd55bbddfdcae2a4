#include "engine/jsonrpc/utf8.h"
#include "engine/telemetry/log_book.h"
#include "fake_clock.h"
#include "printing.h"

using namespace dyno::telemetry;
using dyno::test::FakeClock;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestLogBook : public QObject {
    Q_OBJECT

private slots:
    void entriesComeOldestFirstWithTheirTime();
    void entriesStayTheSameUntilSomethingIsWritten();
    void keepsTheLastTwoThousand();
    void cutsLongTextsBetweenCharacters();
    void textAtTheBoundIsWhole();
    void trailingLineEndsGo();
};

void TestLogBook::entriesComeOldestFirstWithTheirTime() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    QVERIFY(book.entries()->empty());
    clock.advance(5ms);
    book.write(LogLevel::Info, "engine", "one");
    clock.advance(2s);
    book.write(LogLevel::Error, "files", "two\nlines");
    const auto entries = book.entries();
    QCOMPARE(entries->size(), 2U);
    const LogEntry& first = entries->front();
    QCOMPARE(first.sequence, 1U);
    QCOMPARE(first.at, Duration(5ms));
    QVERIFY(first.level == LogLevel::Info);
    QCOMPARE(first.source, "engine"s);
    QCOMPARE(first.text, "one"s);
    const LogEntry& second = entries->back();
    QCOMPARE(second.sequence, 2U);
    QCOMPARE(second.at, Duration(2005ms));
    QVERIFY(second.level == LogLevel::Error);
    QCOMPARE(second.source, "files"s);
    QCOMPARE(second.text, "two\nlines"s);
}

void TestLogBook::entriesStayTheSameUntilSomethingIsWritten() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    book.write(LogLevel::Info, "engine", "one");
    const auto before = book.entries();
    QCOMPARE(book.entries(), before);
    book.write(LogLevel::Info, "engine", "two");
    QVERIFY(book.entries() != before);
    QCOMPARE(before->size(), 1U);
}

void TestLogBook::keepsTheLastTwoThousand() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    for (int i = 1; i <= 2001; ++i)
        book.write(LogLevel::Info, "engine", std::to_string(i));
    const auto entries = book.entries();
    QCOMPARE(entries->size(), 2000U);
    QCOMPARE(entries->front().text, "2"s);
    QCOMPARE(entries->back().text, "2001"s);
    QCOMPARE(entries->back().sequence, 2001U);
}

void TestLogBook::cutsLongTextsBetweenCharacters() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    for (std::size_t shift = 0; shift < 3; ++shift) {
        std::string text(shift, 'x');
        for (int i = 0; i < 5000; ++i)
            text += "€";
        book.write(LogLevel::Info, "engine", text);
        const std::string cut = book.entries()->back().text;
        QVERIFY(cut.size() <= LogBook::maxTextBytes + " …"s.size());
        QVERIFY(cut.size() > LogBook::maxTextBytes - 3);
        QVERIFY(cut.ends_with(" …"));
        QVERIFY(dyno::jsonrpc::isUtf8(cut));
    }
}

void TestLogBook::textAtTheBoundIsWhole() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    const std::string text(LogBook::maxTextBytes, 'x');
    book.write(LogLevel::Info, "engine", text);
    QCOMPARE(book.entries()->back().text, text);
}

void TestLogBook::trailingLineEndsGo() {
    FakeClock clock;
    LogBook book(clock, nullptr);
    book.write(LogLevel::Warning, "engine", "text\n\n");
    QCOMPARE(book.entries()->back().text, "text"s);
    book.write(LogLevel::Warning, "engine", "\n");
    QCOMPARE(book.entries()->back().text, ""s);
}

QTEST_APPLESS_MAIN(TestLogBook)
#include "tst_log_book.moc"
