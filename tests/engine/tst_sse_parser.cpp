#include "engine/http/sse_parser.h"
#include "printing.h"

using dyno::http::SseEvent;
using dyno::http::SseParser;
using namespace std::string_literals;

namespace {

using Said = std::vector<std::string>;

constexpr std::size_t ample = 1000;

/// What a stream says, a line for each event: "type/id/data", "retry N" or "oversized N".
class Collector final : public SseParser::Sink {
public:
    void event(const SseEvent& event) override {
        said.push_back(std::string(event.type) + '/' + std::string(event.id) + '/' + std::string(event.data));
    }
    void retry(unsigned milliseconds) override { said.push_back("retry " + std::to_string(milliseconds)); }
    void oversized(std::size_t bytes) override { said.push_back("oversized " + std::to_string(bytes)); }

    Said said;
};

/// What comes of `stream` read in pieces of `size`.
Said parsed(const std::string& stream, std::size_t size, std::size_t bound = ample) {
    SseParser parser(bound);
    Collector collector;
    for (std::size_t from = 0; from < stream.size(); from += size)
        parser.feed(std::string_view(stream).substr(from, size), collector);
    return collector.said;
}

/// What comes of `stream` read in two pieces.
Said cutAt(const std::string& stream, std::size_t cut, std::size_t bound = ample) {
    SseParser parser(bound);
    Collector collector;
    parser.feed(std::string_view(stream).substr(0, cut), collector);
    parser.feed(std::string_view(stream).substr(cut), collector);
    return collector.said;
}

} // namespace

class TestSseParser : public QObject {
    Q_OBJECT

private slots:
    void readsEventsWhateverThePieces_data();
    void readsEventsWhateverThePieces();
    void readsRecordedStreams_data();
    void readsRecordedStreams();
    void readsIds_data();
    void readsIds();
    void readsRetryTimes_data();
    void readsRetryTimes();
    void skipsAByteOrderMarkAtTheStartOnly_data();
    void skipsAByteOrderMarkAtTheStartOnly();
    void keepsTheIdOfTheLastEvent();
    void dropsAnEventPastTheBound_data();
    void dropsAnEventPastTheBound();
    void eventAtTheBoundPasses();
    void theBoundMeansTheSameWhateverThePieces();
    void keepsNoMoreThanTheBound();
    void reportsNothingThatIsUnfinished();
};

void TestSseParser::readsEventsWhateverThePieces_data() {
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Said>("expected");
    QTest::newRow("nothing") << ""s << Said{};
    QTest::newRow("one event") << "data: a\n\n"s << Said{"message//a"};
    QTest::newRow("no blank") << "data:a\n\n"s << Said{"message//a"};
    QTest::newRow("only one blank is cut") << "data:  a\n\n"s << Said{"message// a"};
    QTest::newRow("a tab is none") << "data:\ta\n\n"s << Said{"message//\ta"};
    QTest::newRow("a type") << "event: endpoint\ndata: /m\n\n"s << Said{"endpoint///m"};
    QTest::newRow("a type counts for one event")
        << "event: x\ndata: 1\n\ndata: 2\n\n"s << Said{"x//1", "message//2"};
    QTest::newRow("the last type counts") << "event: x\nevent: y\ndata: 1\n\n"s << Said{"y//1"};
    QTest::newRow("an empty type is none") << "event: x\nevent\ndata: 1\n\n"s << Said{"message//1"};
    QTest::newRow("a type alone says nothing") << "event: x\n\ndata: 1\n\n"s << Said{"message//1"};
    QTest::newRow("two lines of data") << "data: a\ndata: b\n\n"s << Said{"message//a\nb"};
    QTest::newRow("empty lines of data") << "data\ndata:\ndata: \n\n"s << Said{"message//\n\n"};
    QTest::newRow("empty data") << "data\n\n"s << Said{"message//"};
    QTest::newRow("a colon in the data") << "data: a: b:c\n\n"s << Said{"message//a: b:c"};
    QTest::newRow("NUL in the data") << "data: a\0b\n\n"s << Said{"message//a\0b"s};
    QTest::newRow("CR LF") << "data: a\r\ndata: b\r\n\r\n"s << Said{"message//a\nb"};
    QTest::newRow("CR") << "data: a\rdata: b\r\r"s << Said{"message//a\nb"};
    QTest::newRow("all three") << "data: a\r\ndata: b\rdata: c\n\r\n"s << Said{"message//a\nb\nc"};
    QTest::newRow("LF CR is two line ends") << "data: a\n\rdata: b\n\n"s << Said{"message//a", "message//b"};
    QTest::newRow("CR CR LF is two line ends")
        << "data: a\r\r\ndata: b\n\n"s << Said{"message//a", "message//b"};
    QTest::newRow("empty lines are no events") << "\n\n\r\r\n\ndata: a\n\n\n\n"s << Said{"message//a"};
    QTest::newRow("comments") << ":\n: ping\ndata: a\n:data: no\ndata: b\n\n:\n\n"s << Said{"message//a\nb"};
    QTest::newRow("unknown fields")
        << "foo: x\ndata : no\n data: no\nDATA: no\nda: no\ndatas: no\n\ndata: a\n\n"s << Said{"message//a"};
    QTest::newRow("a priming event") << "id: 1\ndata:\n\n"s << Said{"message/1/"};
    QTest::newRow("an id without data") << "id: 1\n\n"s << Said{"message/1/"};
    QTest::newRow("no empty line, no event") << "data: a\n"s << Said{};
}

void TestSseParser::readsEventsWhateverThePieces() {
    QFETCH(std::string, stream);
    QFETCH(Said, expected);
    for (std::size_t size = 1; size <= stream.size() + 1; ++size)
        QCOMPARE(parsed(stream, size), expected);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut)
        QCOMPARE(cutAt(stream, cut), expected);
}

void TestSseParser::readsRecordedStreams_data() {
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Said>("expected");
    QTest::newRow("npm SDK 1: primed, with ids")
        << "id: u_1\ndata: \n\nevent: message\nid: u_2\ndata: {\"id\":1}\n\n"s
        << Said{"message/u_1/", "message/u_2/{\"id\":1}"};
    QTest::newRow("npm SDK 1: asks for a late reconnection")
        << "id: 0\nretry: 500\ndata: \n\n"s << Said{"retry 500", "message/0/"};
    QTest::newRow("npm SDK 2") << "event: message\ndata: {\"id\":1}\n\n"s << Said{"message//{\"id\":1}"};
    QTest::newRow("Python SDK") << "event: message\r\ndata: {\"id\":1}\r\n\r\n: ping - 2026-11-25\r\n\r\n"s
                                << Said{"message//{\"id\":1}"};
    QTest::newRow("HTTP+SSE")
        << "event: endpoint\ndata: /message?sessionId=7\n\nevent: message\ndata: {}\n\n"s
        << Said{"endpoint///message?sessionId=7", "message//{}"};
}

void TestSseParser::readsRecordedStreams() {
    readsEventsWhateverThePieces();
}

void TestSseParser::readsIds_data() {
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Said>("expected");
    QTest::newRow("stays for the events after it")
        << "id: 1\ndata: a\n\ndata: b\n\n"s << Said{"message/1/a", "message/1/b"};
    QTest::newRow("after the data") << "data: a\nid: 1\n\n"s << Said{"message/1/a"};
    QTest::newRow("the last of two") << "id: 1\nid: 2\ndata: a\n\n"s << Said{"message/2/a"};
    QTest::newRow("an empty one takes it back")
        << "id: 1\ndata: a\n\nid\ndata: b\n\n"s << Said{"message/1/a", "message//b"};
    QTest::newRow("with NUL it is ignored")
        << "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n"s << Said{"message/1/a", "message/1/b"};
    QTest::newRow("with NUL it is no priming event") << "id: 2\0\n\ndata: b\n\n"s << Said{"message//b"};
    QTest::newRow("blanks are part of it") << "id:  1 \ndata: a\n\n"s << Said{"message/ 1 /a"};
    QTest::newRow("of an event without data") << "id: 1\n\ndata: b\n\n"s << Said{"message/1/", "message/1/b"};
}

void TestSseParser::readsIds() {
    readsEventsWhateverThePieces();
}

void TestSseParser::readsRetryTimes_data() {
    QTest::addColumn<std::string>("value");
    QTest::addColumn<Said>("expected");
    QTest::newRow("plain") << "500"s << Said{"retry 500"};
    QTest::newRow("zero") << "0"s << Said{"retry 0"};
    QTest::newRow("leading zeros") << "007"s << Said{"retry 7"};
    QTest::newRow("the largest") << "4294967295"s << Said{"retry 4294967295"};
    QTest::newRow("larger") << "4294967296"s << Said{};
    QTest::newRow("far larger") << std::string(50, '9') << Said{};
    QTest::newRow("negative") << "-1"s << Said{};
    QTest::newRow("signed") << "+1"s << Said{};
    QTest::newRow("a fraction") << "1.5"s << Said{};
    QTest::newRow("a unit") << "5s"s << Said{};
    QTest::newRow("a blank before") << " 5"s << Said{};
    QTest::newRow("a blank after") << "5 "s << Said{};
    QTest::newRow("nothing") << ""s << Said{};
    QTest::newRow("words") << "soon"s << Said{};
}

void TestSseParser::readsRetryTimes() {
    QFETCH(std::string, value);
    QFETCH(Said, expected);
    const std::string stream = "retry: " + value + "\n";
    for (std::size_t size = 1; size <= stream.size(); ++size)
        QCOMPARE(parsed(stream, size), expected);
}

void TestSseParser::skipsAByteOrderMarkAtTheStartOnly_data() {
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Said>("expected");
    QTest::newRow("before a field") << "\xEF\xBB\xBF"
                                       "data: a\n\n"s
                                    << Said{"message//a"};
    QTest::newRow("before a comment") << "\xEF\xBB\xBF: a\ndata: b\n\n"s << Said{"message//b"};
    QTest::newRow("alone on its line") << "\xEF\xBB\xBF\ndata: a\n\n"s << Said{"message//a"};
    QTest::newRow("twice") << "\xEF\xBB\xBF\xEF\xBB\xBF"
                              "data: no\n\ndata: a\n\n"s
                           << Said{"message//a"};
    QTest::newRow("half of one") << "\xEF\xBB"
                                    "data: no\n\ndata: a\n\n"s
                                 << Said{"message//a"};
    QTest::newRow("on the second line") << "\n\xEF\xBB\xBF"
                                           "data: no\n\ndata: a\n\n"s
                                        << Said{"message//a"};
    QTest::newRow("in the data") << "data: \xEF\xBB\xBF"
                                    "a\n\n"s
                                 << Said{"message//\xEF\xBB\xBF"
                                         "a"};
}

void TestSseParser::skipsAByteOrderMarkAtTheStartOnly() {
    readsEventsWhateverThePieces();
}

void TestSseParser::keepsTheIdOfTheLastEvent() {
    SseParser parser(ample);
    Collector collector;
    QCOMPARE(parser.lastEventId(), ""s);
    parser.feed("id: 1\n", collector);
    QCOMPARE(parser.lastEventId(), ""s); // the event has not ended: a reconnection must get it again
    parser.feed("data: a\n\n", collector);
    QCOMPARE(parser.lastEventId(), "1"s);
    parser.feed("data: b\n\nid: 2\ndata: c", collector);
    QCOMPARE(parser.lastEventId(), "1"s);
    parser.feed("\n\n", collector);
    QCOMPARE(parser.lastEventId(), "2"s);
    parser.feed("id: " + std::string(4097, 'x') + "\n\n", collector);
    QCOMPARE(parser.lastEventId(), "2"s); // no server takes such a header back
}

void TestSseParser::dropsAnEventPastTheBound_data() {
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<Said>("expected"); // with a bound of 16 bytes
    QTest::newRow("one line, by one byte") << "data: 12345678901\n\n"s << Said{"oversized 17"};
    QTest::newRow("one line, by far") << "data: " + std::string(5000, 'x') + "\n\n" << Said{"oversized 5006"};
    QTest::newRow("several lines") << "data: 12345\ndata: 12345\ndata: 123\ndata\n\n"s
                                   << Said{"oversized 24"};
    QTest::newRow("the next one is fine")
        << "data: 12345678901\n\ndata: a\n\n"s << Said{"oversized 17", "message//a"};
    QTest::newRow("the next one has no type of it")
        << "event: x\ndata: 12345678901\n\ndata: a\n\n"s << Said{"oversized 18", "message//a"};
    QTest::newRow("with CR LF") << "data: 12345678901\r\n\r\ndata: a\r\n\r\n"s
                                << Said{"oversized 17", "message//a"};
    QTest::newRow("two, one after the other")
        << "data: 12345678901\n\ndata: 123456789012\n\n"s << Said{"oversized 17", "oversized 18"};
    QTest::newRow("a comment without end") << ": " + std::string(50, 'x') + "\n\ndata: a\n\n"
                                           << Said{"oversized 52", "message//a"};
    QTest::newRow("a type without end") << "event: " + std::string(50, 'x') + "\n\ndata: a\n\n"
                                        << Said{"oversized 57", "message//a"};
    QTest::newRow("a byte order mark is none after it") << "data: 12345678901\n\xEF\xBB\xBF\n\n\xEF\xBB\xBF"
                                                           "data: no\n\ndata: a\n\n"s
                                                        << Said{"oversized 20", "message//a"};
    QTest::newRow("an id before it counts")
        << "id: 1\ndata: 12345678901\n\ndata: a\n\n"s << Said{"oversized 17", "message/1/a"};
    QTest::newRow("unfinished, it is not reported") << "data: 12345678901\n"s << Said{};
}

void TestSseParser::dropsAnEventPastTheBound() {
    QFETCH(std::string, stream);
    QFETCH(Said, expected);
    const std::size_t most = std::min<std::size_t>(stream.size() + 1, 60);
    for (std::size_t size = 1; size <= most; ++size)
        QCOMPARE(parsed(stream, size, 16), expected);
    QCOMPARE(parsed(stream, stream.size(), 16), expected);
}

void TestSseParser::eventAtTheBoundPasses() {
    const std::string stream = "data: 1234567890\n\n";
    for (std::size_t size = 1; size <= stream.size(); ++size)
        QCOMPARE(parsed(stream, size, 16), Said{"message//1234567890"});
}

void TestSseParser::theBoundMeansTheSameWhateverThePieces() {
    const std::string stream = "event: kind\nid: 1\ndata: 1234\ndata: 12\n: comment\n\nretry: 5\n"
                               "data\ndata\ndata: 123456\n\nevent: " +
                               std::string(20, 'x') + "\ndata: y\n\n";
    for (std::size_t bound = 1; bound <= stream.size(); ++bound) {
        const Said whole = parsed(stream, stream.size(), bound);
        for (std::size_t cut = 0; cut <= stream.size(); ++cut)
            QCOMPARE(cutAt(stream, cut, bound), whole);
        for (std::size_t size = 1; size < 10; ++size)
            QCOMPARE(parsed(stream, size, bound), whole);
    }
}

void TestSseParser::keepsNoMoreThanTheBound() {
    SseParser parser(64);
    Collector collector;
    for (const std::string& line : {"event: abcdefgh\n"s, "data: 0123456789\n"s, "data\n"s, "id: 1\n"s})
        for (int i = 0; i < 100; ++i) {
            parser.feed(line, collector);
            QVERIFY(parser.unfinishedBytes() <= 64);
        }
    parser.feed(std::string(100'000, 'x'), collector);
    QVERIFY(parser.unfinishedBytes() <= 64);
    parser.feed("\n\n", collector);
    QCOMPARE(parser.unfinishedBytes(), 0U);
    QCOMPARE(collector.said.size(), 1U);
}

void TestSseParser::reportsNothingThatIsUnfinished() {
    const std::string event = "event: x\nid: 1\ndata: a\n";
    for (std::size_t end = 0; end <= event.size(); ++end) {
        SseParser parser(ample);
        Collector collector;
        parser.feed(std::string_view(event).substr(0, end), collector);
        QVERIFY(collector.said.empty());
        QCOMPARE(parser.lastEventId(), ""s);
    }
}

QTEST_APPLESS_MAIN(TestSseParser)
#include "tst_sse_parser.moc"
