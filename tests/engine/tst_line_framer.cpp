#include "engine/jsonrpc/line_framer.h"
#include "printing.h"

using dyno::async::TimePoint;
using dyno::jsonrpc::LineFramer;
using dyno::jsonrpc::LineTimes;
using dyno::jsonrpc::OversizedLine;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Lines = std::vector<std::string>;

TimePoint at(std::chrono::milliseconds time) {
    return TimePoint(time);
}

class Collector final : public LineFramer::Sink {
public:
    void line(std::string_view text, const LineTimes& read) override {
        lines.emplace_back(text);
        times.push_back(read);
    }
    void oversized(const OversizedLine& line) override { dropped.push_back(line); }

    Lines lines;
    std::vector<LineTimes> times;
    std::vector<OversizedLine> dropped;
};

/// What comes of `bytes` read in pieces of `size`.
Collector framed(const std::string& bytes, std::size_t size, std::size_t maxLineBytes = 1000) {
    LineFramer framer(maxLineBytes);
    Collector collector;
    for (std::size_t from = 0; from < bytes.size(); from += size)
        framer.feed(std::string_view(bytes).substr(from, size), at(0ms), collector);
    return collector;
}

} // namespace

Q_DECLARE_METATYPE(std::optional<quint64>)

class TestLineFramer : public QObject {
    Q_OBJECT

private slots:
    void cutsLinesWhateverThePieces_data();
    void cutsLinesWhateverThePieces();
    void everySplitInTwoGivesTheSameLines();
    void keepsAnUnfinishedLine();
    void lineAtTheBoundPasses();
    void lineAboveTheBoundIsDropped_data();
    void lineAboveTheBoundIsDropped();
    void findsTheIdOfADroppedLine_data();
    void findsTheIdOfADroppedLine();
    void lineAfterADroppedOneIsFine();
    void stampsALineOfOnePieceOnce();
    void stampsFirstAndLastPieceOfALine();
    void eachLineHasItsOwnFirstByte();
};

void TestLineFramer::cutsLinesWhateverThePieces_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Lines>("expected");
    QTest::newRow("one line") << "{}\n"s << Lines{"{}"};
    QTest::newRow("two lines") << "{\"a\":1}\n{\"b\":2}\n"s << Lines{"{\"a\":1}", "{\"b\":2}"};
    QTest::newRow("CRLF") << "one\r\ntwo\r\n"s << Lines{"one", "two"};
    QTest::newRow("empty lines are none") << "\n\r\none\n\n\ntwo\n\r\n"s << Lines{"one", "two"};
    QTest::newRow("a carriage return inside stays") << "a\rb\n"s << Lines{"a\rb"};
    QTest::newRow("only one carriage return is cut") << "a\r\r\n"s << Lines{"a\r"};
    QTest::newRow("NUL is a byte like any other")
        << std::string("a\0b\n", 4) << Lines{std::string("a\0b", 3)};
    QTest::newRow("no line end, no line") << "one"s << Lines{};
    QTest::newRow("the rest waits") << "one\ntwo"s << Lines{"one"};
    QTest::newRow("nothing") << ""s << Lines{};
}

void TestLineFramer::cutsLinesWhateverThePieces() {
    QFETCH(std::string, bytes);
    QFETCH(Lines, expected);
    for (std::size_t size = 1; size <= bytes.size(); ++size)
        QCOMPARE(framed(bytes, size).lines, expected);
    QCOMPARE(framed(bytes, 100).lines, expected);
}

void TestLineFramer::everySplitInTwoGivesTheSameLines() {
    const std::string bytes = "first\r\nsecond\n\nthird is longer than ten\nfourth\r\n";
    const Lines expected{"first", "second", "fourth"};
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        LineFramer framer(10);
        Collector collector;
        framer.feed(std::string_view(bytes).substr(0, cut), at(0ms), collector);
        framer.feed(std::string_view(bytes).substr(cut), at(0ms), collector);
        QCOMPARE(collector.lines, expected);
        QCOMPARE(collector.dropped.size(), 1U);
        QCOMPARE(collector.dropped[0].bytes(), 24U);
    }
}

void TestLineFramer::keepsAnUnfinishedLine() {
    LineFramer framer(100);
    Collector collector;
    framer.feed("done\nhal", at(0ms), collector);
    framer.feed("f", at(0ms), collector);
    QCOMPARE(std::string(framer.unfinished()), "half"s);
    framer.feed("\n", at(0ms), collector);
    QCOMPARE(std::string(framer.unfinished()), ""s);
    QCOMPARE(collector.lines, (Lines{"done", "half"}));
}

void TestLineFramer::lineAtTheBoundPasses() {
    for (std::size_t size = 1; size <= 9; ++size) {
        const Collector collector = framed("12345678\n", size, 8);
        QCOMPARE(collector.lines, Lines{"12345678"});
        QVERIFY(collector.dropped.empty());
    }
}

void TestLineFramer::lineAboveTheBoundIsDropped_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<quint64>("length");
    QTest::newRow("by one byte") << "123456789\n"s << quint64(9);
    QTest::newRow("by far") << std::string(5000, 'x') + "\n" << quint64(5000);
}

void TestLineFramer::lineAboveTheBoundIsDropped() {
    QFETCH(std::string, bytes);
    QFETCH(quint64, length);
    for (const std::size_t size :
         {std::size_t(1), std::size_t(3), std::size_t(8), std::size_t(9), bytes.size()}) {
        const Collector collector = framed(bytes, size, 8);
        QVERIFY(collector.lines.empty());
        QCOMPARE(collector.dropped.size(), 1U);
        QCOMPARE(collector.dropped[0].bytes(), length);
    }
}

void TestLineFramer::findsTheIdOfADroppedLine_data() {
    using Id = std::optional<quint64>;
    QTest::addColumn<std::string>("line");
    QTest::addColumn<Id>("id");
    const Id none;
    QTest::newRow("first") << R"({"id":17,"jsonrpc":"2.0","result":{"text":"long"}})"s << Id(17);
    QTest::newRow("last") << R"({"jsonrpc":"2.0","result":{"text":"long"},"id":18})"s << Id(18);
    QTest::newRow("in the middle, with blanks")
        << R"({ "jsonrpc" : "2.0" , "id" : 19 , "result" : {} })"s << Id(19);
    QTest::newRow("zero") << R"({"result":[1,2,3],"id":0})"s << Id(0);
    QTest::newRow("the largest") << R"({"id":18446744073709551615,"result":{}})"s
                                 << Id(18446744073709551615U);
    QTest::newRow("too large") << R"({"id":18446744073709551616,"result":{}})"s << none;
    QTest::newRow("nested only") << R"({"result":{"id":20},"jsonrpc":"2.0"})"s << none;
    QTest::newRow("nested before the real one")
        << R"({"result":{"id":20,"a":[{"id":21}]},"id":22})"s << Id(22);
    QTest::newRow("nested after the real one")
        << R"({"id":22,"result":{"id":20,"a":[{"id":21}]}})"s << Id(22);
    QTest::newRow("inside a string") << R"({"result":"\"id\":23,","jsonrpc":"2.0"})"s << none;
    QTest::newRow("inside a string before the real one")
        << R"({"result":"},\"id\":23,{","id":24})"s << Id(24);
    QTest::newRow("a value that says id") << R"({"result":"id","x":25})"s << none;
    QTest::newRow("brackets in strings do not nest") << R"({"result":"{[[{","id":26})"s << Id(26);
    QTest::newRow("a string ends after an escaped backslash") << R"({"result":"\\","id":27})"s << Id(27);
    QTest::newRow("a key that only begins with id") << R"({"idx":28,"result":{}})"s << none;
    QTest::newRow("a key with an escape at its end") << R"({"id\n":29,"result":{}})"s << none;
    QTest::newRow("a key with an escape at its front") << R"({"\tid":29,"result":{}})"s << none;
    QTest::newRow("the last of two counts, as in JSON") << R"({"id":3,"result":{},"id":4})"s << Id(4);
    QTest::newRow("a string") << R"({"id":"30","result":{}})"s << none;
    QTest::newRow("negative") << R"({"id":-31,"result":{}})"s << none;
    QTest::newRow("a fraction") << R"({"id":32.5,"result":{}})"s << none;
    QTest::newRow("null") << R"({"id":null,"result":{}})"s << none;
    QTest::newRow("an object") << R"({"id":{"n":33},"result":{}})"s << none;
    QTest::newRow("absent") << R"({"jsonrpc":"2.0","result":{"text":"long"}})"s << none;
    QTest::newRow("a batch") << R"([{"id":34,"result":{}},{"id":35,"result":{}}])"s << none;
    QTest::newRow("no JSON") << "Server listening at id:36, have fun"s << none;
}

void TestLineFramer::findsTheIdOfADroppedLine() {
    QFETCH(std::string, line);
    QFETCH(std::optional<quint64>, id);
    for (std::size_t size = 1; size <= line.size() + 1; ++size) {
        const Collector collector = framed(line + "\n", size, 8);
        QCOMPARE(collector.dropped.size(), 1U);
        QVERIFY(collector.dropped[0].id() == id);
        QCOMPARE(collector.dropped[0].bytes(), line.size());
    }
}

void TestLineFramer::lineAfterADroppedOneIsFine() {
    const std::string bytes = R"({"id":1,"result":"too long"})"
                              "\n{\"a\":1}\n"
                              R"({"id":2,"result":"too long"})"
                              "\n{\"b\":2}\n";
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        const Collector collector = framed(bytes, size, 8);
        QCOMPARE(collector.lines, (Lines{"{\"a\":1}", "{\"b\":2}"}));
        QCOMPARE(collector.dropped.size(), 2U);
        QVERIFY(collector.dropped[0].id() == 1U);
        QVERIFY(collector.dropped[1].id() == 2U);
    }
}

void TestLineFramer::stampsALineOfOnePieceOnce() {
    LineFramer framer(100);
    Collector collector;
    framer.feed("{}\n", at(7ms), collector);
    QCOMPARE(collector.times[0].first, at(7ms));
    QCOMPARE(collector.times[0].last, at(7ms));
}

void TestLineFramer::stampsFirstAndLastPieceOfALine() {
    LineFramer framer(100);
    Collector collector;
    framer.feed("{\"a\"", at(1ms), collector);
    framer.feed(":", at(2ms), collector);
    framer.feed("1}\n", at(3ms), collector);
    QCOMPARE(collector.times[0].first, at(1ms));
    QCOMPARE(collector.times[0].last, at(3ms));
}

void TestLineFramer::eachLineHasItsOwnFirstByte() {
    LineFramer framer(100);
    Collector collector;
    framer.feed("one", at(1ms), collector);
    framer.feed("\ntwo\nthr", at(2ms), collector);
    framer.feed("ee", at(3ms), collector);
    framer.feed("\n", at(4ms), collector);
    QCOMPARE(collector.lines, (Lines{"one", "two", "three"}));
    QCOMPARE(collector.times[0].first, at(1ms));
    QCOMPARE(collector.times[0].last, at(2ms));
    QCOMPARE(collector.times[1].first, at(2ms));
    QCOMPARE(collector.times[1].last, at(2ms));
    QCOMPARE(collector.times[2].first, at(2ms));
    QCOMPARE(collector.times[2].last, at(4ms));
}

QTEST_APPLESS_MAIN(TestLineFramer)
#include "tst_line_framer.moc"
