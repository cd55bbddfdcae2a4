#include "engine/telemetry/trace_book.h"

#include "fake_clock.h"
#include "printing.h"

using namespace dyno::telemetry;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestTraceBook : public QObject {
    Q_OBJECT

private slots:
    void keepsWhatItIsTold();
    void forgetsTheOldestFirst();
    void cutsLongMessagesBetweenTwoCharacters();
    void publishesAnewOnlyWhatIsNew();
};

void TestTraceBook::keepsWhatItIsTold() {
    dyno::test::FakeClock clock;
    TraceBook book(clock);
    clock.advance(5ms);
    book.write(3, 7, {TraceEntry::Direction::In, TraceEntry::Kind::Response, "tools/call", "12", "{}"});
    const auto entries = book.entries();
    QCOMPARE(entries->size(), 1u);
    const TraceEntry& entry = entries->front();
    QCOMPARE(entry.sequence, 1u);
    QCOMPARE(entry.at, Duration(5ms));
    QCOMPARE(entry.server, 3u);
    QCOMPARE(entry.connection, 7u);
    QVERIFY(entry.direction == TraceEntry::Direction::In);
    QVERIFY(entry.kind == TraceEntry::Kind::Response);
    QCOMPARE(entry.method, "tools/call"s);
    QCOMPARE(entry.id, "12"s);
    QCOMPARE(entry.bytes, 2u);
    QCOMPARE(entry.text, "{}"s);
}

void TestTraceBook::forgetsTheOldestFirst() {
    dyno::test::FakeClock clock;
    TraceBook book(clock);
    for (std::size_t i = 0; i < TraceBook::maxEntries + 3; ++i)
        book.write(1, 1, {.text = "x"});
    const auto entries = book.entries();
    QCOMPARE(entries->size(), TraceBook::maxEntries);
    for (std::size_t i = 0; i < entries->size(); ++i)
        QCOMPARE((*entries)[i].sequence, i + 4);
}

void TestTraceBook::cutsLongMessagesBetweenTwoCharacters() {
    dyno::test::FakeClock clock;
    TraceBook book(clock);
    const std::string text = std::string(TraceBook::maxTextBytes - 1, 'a') + "ü";
    book.write(1, 1, {.text = text});
    const TraceEntry entry = book.entries()->front();
    QCOMPARE(entry.text, std::string(TraceBook::maxTextBytes - 1, 'a'));
    QCOMPARE(entry.bytes, text.size());
}

void TestTraceBook::publishesAnewOnlyWhatIsNew() {
    dyno::test::FakeClock clock;
    TraceBook book(clock);
    book.write(1, 1, {.text = "a"});
    const auto first = book.entries();
    QCOMPARE(book.entries(), first);
    book.write(1, 1, {.text = "b"});
    QCOMPARE(book.entries()->size(), 2u);
    QCOMPARE(first->size(), 1u);
}

QTEST_APPLESS_MAIN(TestTraceBook)
#include "tst_trace_book.moc"
