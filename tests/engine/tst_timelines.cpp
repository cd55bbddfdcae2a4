#include "engine/reports/export.h"

#include "engine/telemetry/histogram_codec.h"
#include "memory_reader.h"
#include "printing.h"
#include "random_seed.h"
#include "sample_report.h"

#include <zlib.h>

#include <map>

using namespace dyno;
using namespace dyno::test;
using nlohmann::json;
using telemetry::Histogram;

namespace {

using Export = Result<void> (*)(sessions::SessionReader&, const reports::Sink&,
                                std::optional<sessions::Range>);

std::string exported(Export write, MemoryReader& reader) {
    std::string text;
    const Result<void> result = write(reader,
                                      [&](std::string_view piece) {
                                          text += piece;
                                          return true;
                                      },
                                      {});
    return result.has_value() ? text : "failed: " + result.error().message;
}

std::uint32_t bigEndian(const std::string& bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

/// The payload that encodeCompressed() has packed; empty when it is not what HdrHistogram takes.
std::string unpacked(const std::string& text) {
    const std::string bytes = QByteArray::fromBase64(QByteArray::fromStdString(text)).toStdString();
    if (bytes.size() < 8 || bigEndian(bytes, 0) != 0x1C849314 || bigEndian(bytes, 4) != bytes.size() - 8)
        return {};
    std::string plain(200'000, '\0');
    uLongf length = plain.size();
    if (::uncompress(reinterpret_cast<Bytef*>(plain.data()), &length,
                     reinterpret_cast<const Bytef*>(bytes.data()) + 8,
                     static_cast<uLong>(bytes.size() - 8)) != Z_OK)
        return {};
    plain.resize(length);
    const bool fits = length >= 40 && bigEndian(plain, 0) == 0x1C849313 && bigEndian(plain, 4) == length - 40;
    return fits ? plain.substr(40) : "";
}

sessions::SessionReader::Part partOf(sessions::Range range, const Histogram& latency) {
    sessions::SessionReader::Part part{range, {}, {}};
    telemetry::appendCounts(latency, part.latency);
    return part;
}

struct Slice {
    double begin, end;
    std::string name, category;
    json args;
};

/// By their tracks, in the order of the file.
std::map<std::pair<int, std::int64_t>, std::vector<Slice>> slicesOf(const json& trace) {
    std::map<std::pair<int, std::int64_t>, std::vector<Slice>> tracks;
    for (const json& event : trace["traceEvents"])
        if (event["ph"] == "X")
            tracks[{event["pid"].get<int>(), event["tid"].get<std::int64_t>()}].push_back(
                {event["ts"].get<double>(), event["ts"].get<double>() + event["dur"].get<double>(),
                 event["name"].get<std::string>(), event["cat"].get<std::string>(), event["args"]});
    return tracks;
}

constexpr double nothing = 0.0005; // µs: half of a nanosecond

/// As a viewer stacks them: each lies in the one that is open, or after it.
bool nest(std::vector<Slice> slices) {
    std::stable_sort(slices.begin(), slices.end(),
                     [](const Slice& one, const Slice& other) { return one.begin < other.begin - nothing; });
    std::vector<double> open;
    for (const Slice& slice : slices) {
        while (!open.empty() && open.back() <= slice.begin + nothing)
            open.pop_back();
        if (!open.empty() && slice.end > open.back() + nothing)
            return false;
        open.push_back(slice.end);
    }
    return true;
}

/// Calls of random lengths over a few connections, in the order of their ends.
MemoryReader randomSession(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto upTo = [&](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most)); };
    std::vector<std::pair<async::Duration, async::Duration>> calls; // end, length
    for (int i = 0; i < 300; ++i) {
        const async::Duration length = upTo(50'000'001) * 1ns;
        calls.emplace_back(length + upTo(500) * 1ms, length);
    }
    std::sort(calls.begin(), calls.end());
    MemoryReader reader;
    reader.state.servers = {sampleServer(1, "one")};
    for (const auto& [end, length] : calls)
        reader.add("echo", end - length, length, static_cast<ConnectionId>(upTo(4)));
    return reader;
}

} // namespace

class TestTimelines : public QObject {
    Q_OBJECT

private slots:
    void compressedHistogramComesBack();
    void emptyHistogramIsOne();
    void logHasALineForEachPart();
    void traceNamesProcessesAndTracks();
    void slicesOfATrackNeverOverlap();
    void everyCallIsDrawnWithItsPhases();
    void notesAndCountersAreDrawn();
};

void TestTimelines::compressedHistogramComesBack() {
    const Histogram histogram = sampleLatencies(10'000, 2000);
    const std::string text = telemetry::encodeCompressed(histogram);
    QVERIFY2(text.starts_with("HISTFAAA"), text.c_str());
    QVERIFY(!unpacked(text).empty());
    Histogram back;
    QVERIFY(telemetry::addCounts(unpacked(text), back).has_value());
    QCOMPARE(back.count(), histogram.count());
    for (const double percent : {0.0, 50.0, 99.0, 100.0})
        QCOMPARE(back.percentile(percent), histogram.percentile(percent));
}

void TestTimelines::emptyHistogramIsOne() {
    QVERIFY(telemetry::encodeCompressed(Histogram()).starts_with("HISTFAAA"));
}

void TestTimelines::logHasALineForEachPart() {
    MemoryReader reader;
    reader.sessionInfo = sampleInfo();
    reader.cut = {partOf({0s, 1s}, sampleLatencies(100, 1000)), partOf({1s, 2250ms}, {}),
                  partOf({2250ms, 3s}, sampleLatencies(300, 1000))};
    const QStringList lines =
        QString::fromStdString(exported(reports::writeHdrLog, reader)).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], QStringLiteral("#[Histogram log format version 1.3]"));
    QVERIFY2(lines[2].startsWith(QStringLiteral("#[StartTime: 1764101704.250 (seconds since epoch)")),
             qPrintable(lines[2]));
    QVERIFY(lines[4].startsWith(QStringLiteral("0.000,1.000,")));
    QVERIFY(lines[5].startsWith(QStringLiteral("1.000,1.250,0.000,HISTFAAA")));
    const QString packed = lines[6].section(u',', 3);
    Histogram back;
    QVERIFY(telemetry::addCounts(unpacked(packed.toStdString()), back).has_value());
    QCOMPARE(back.count(), std::int64_t(300));
    QCOMPARE(lines[6].section(u',', 2, 2), QString::number(double(back.max()) / 1000, 'f', 3));
}

void TestTimelines::traceNamesProcessesAndTracks() {
    MemoryReader reader;
    reader.state.servers = {sampleServer(1, hostileNames()[0])};
    reader.add("echo", 1s, 10ms, 3);
    reader.add("echo", 1001ms, 10ms, 3);
    reader.add("echo", 2s, 10ms, 0);
    const json trace = json::parse(exported(reports::writeTrace, reader), nullptr, false);
    std::map<std::string, std::vector<std::string>> names;
    for (const json& event : trace["traceEvents"])
        if (event["ph"] == "M" && event["args"].contains("name"))
            names[event["name"]].push_back(event["args"]["name"]);
    QVERIFY((names["process_name"] == std::vector<std::string>{"engine", hostileNames()[0]}));
    QVERIFY((names["thread_name"] ==
             std::vector<std::string>{"connection 3", "connection 3 · 2", "without a connection"}));
}

void TestTimelines::slicesOfATrackNeverOverlap() {
    const std::uint64_t seed = randomSeed();
    for (std::uint64_t i = 0; i < 50; ++i) {
        MemoryReader reader = randomSession(seed + i);
        const json trace = json::parse(exported(reports::writeTrace, reader), nullptr, false);
        for (const auto& [track, slices] : slicesOf(trace))
            QVERIFY2(nest(slices), ("DYNO_SEED=" + std::to_string(seed + i)).c_str());
    }
}

void TestTimelines::everyCallIsDrawnWithItsPhases() {
    MemoryReader reader;
    reader.add("echo", 1'234'567'891ns, 10ms).row.record.error = ErrorKind::TimedOut;
    reader.calls.back().row.error = "no \"answer\"";
    const std::string text = exported(reports::writeTrace, reader);
    QVERIFY2(text.find("\"ts\":1234567.891,\"dur\":10000.000") != std::string::npos, text.c_str());
    const json trace = json::parse(text, nullptr, false);
    const auto tracks = slicesOf(trace);
    QCOMPARE(tracks.size(), std::size_t(1));
    const std::vector<Slice>& slices = tracks.begin()->second;
    QCOMPARE(slices.size(), std::size_t(4));
    QCOMPARE(slices[0].name, std::string("echo"));
    QCOMPARE(slices[0].category, std::string("call,failed"));
    QCOMPARE(slices[0].args["outcome"].get<std::string>(), std::string("TimedOut"));
    QCOMPARE(slices[0].args["error"].get<std::string>(), std::string("no \"answer\""));
    QCOMPARE(slices[1].name, std::string("queue"));
    QCOMPARE(slices[2].name, std::string("send"));
    QCOMPARE(slices[3].name, std::string("server"));
    QVERIFY(qAbs(slices[3].end - slices[0].end) < nothing);
}

void TestTimelines::notesAndCountersAreDrawn() {
    MemoryReader reader;
    reader.sessionInfo = sampleInfo();
    reader.state.servers = {sampleServer(1, "one")};
    reader.state.connections = {sampleConnection(1)};
    reader.points = sampleSeries(100, 2);
    reader.samples = sampleProcesses(1);
    reader.turned = {{2s, "pool.max", "4", "8"}};
    auto log = std::make_shared<std::vector<telemetry::LogEntry>>();
    log->push_back({1, 3s, telemetry::LogLevel::Error, "one", "it crashed"});
    log->push_back({2, 3s, telemetry::LogLevel::Info, "one", "it is well"});
    reader.state.log = log;
    const json trace = json::parse(exported(reports::writeTrace, reader), nullptr, false);
    std::vector<std::string> notes;
    std::map<std::string, int> counters;
    for (const json& event : trace["traceEvents"]) {
        if (event["ph"] == "i")
            notes.push_back(event["s"].get<std::string>() + " " + event["name"].get<std::string>());
        if (event["ph"] == "C")
            ++counters[event["name"]];
    }
    QVERIFY((notes == std::vector<std::string>{"g pool.max: 4 → 8", "p it crashed"}));
    QVERIFY((counters ==
             std::map<std::string, int>{{"calls/s", 50}, {"in flight", 50}, {"memory of connection 1", 11}}));
}

QTEST_APPLESS_MAIN(TestTimelines)
#include "tst_timelines.moc"
