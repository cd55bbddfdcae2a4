#include "engine/reports/export.h"

#include "engine/jsonrpc/utf8.h"
#include "engine/reports/loaded_server.h"
#include "engine/reports/summary.h"
#include "memory_reader.h"
#include "printing.h"
#include "sample_report.h"

#include <QXmlStreamReader>

#include <map>

using namespace dyno;
using namespace dyno::test;
using nlohmann::json;
using nlohmann::ordered_json;
using reports::Report;
using reports::Sink;

namespace {

template<class Write>
std::string written(const Write& write) {
    std::string text;
    const Result<void> result = write([&](std::string_view piece) {
        text += piece;
        return true;
    });
    return result.has_value() ? text : "failed: " + result.error().message;
}

/// As RFC 4180 has it.
std::vector<std::vector<std::string>> parseCsv(const std::string& text) {
    std::vector<std::vector<std::string>> rows{{""}};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string& cell = rows.back().back();
        if (quoted && text[i] == '"' && text.substr(i + 1, 1) == "\"")
            cell += text[i++];
        else if (text[i] == '"')
            quoted = !quoted;
        else if (quoted)
            cell += text[i];
        else if (text[i] == ',')
            rows.back().emplace_back();
        else if (text.compare(i, 2, "\r\n") == 0) {
            rows.push_back({""});
            ++i;
        } else
            cell += text[i];
    }
    rows.pop_back();
    return rows;
}

std::vector<json> parseLines(const std::string& text) {
    std::vector<json> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        lines.push_back(json::parse(text.substr(begin, end - begin), nullptr, false));
        begin = end + 1;
    }
    return lines;
}

/// What is left of a name in a text of UTF-8.
std::string repaired(std::string name) {
    return jsonrpc::repairUtf8(name);
}

/// Calls of all hostile names, each failed with the next one as its message, over two connections; they
/// overlap.
MemoryReader hostileSession() {
    MemoryReader reader;
    reader.sessionInfo = sampleInfo();
    reader.state.servers = {sampleServer(1, hostileNames()[0])};
    reader.state.connections = {sampleConnection(1), sampleConnection(2)};
    const std::vector<std::string> names = hostileNames();
    for (std::size_t i = 0; i < names.size(); ++i) {
        sessions::CallDetail& call =
            reader.add(names[i], 1s + i * 3ms, 20ms, static_cast<ConnectionId>(1 + i % 2));
        call.row.record.error = ErrorKind::ToolFailed;
        call.row.error = names[(i + 1) % names.size()];
        call.row.weight = 3;
    }
    reader.points = sampleSeries(100, 2);
    reader.samples = sampleProcesses(2);
    reader.turned = {{2s, "pool.max", "4", hostileNames()[0]}};
    auto log = std::make_shared<std::vector<telemetry::LogEntry>>();
    log->push_back({1, 3s, telemetry::LogLevel::Error, hostileNames()[0], hostileNames()[3]});
    log->push_back({2, 3s, telemetry::LogLevel::Info, "engine", "not in the trace"});
    reader.state.log = log;
    return reader;
}

using Export = Result<void> (*)(sessions::SessionReader&, const Sink&, std::optional<sessions::Range>);

std::string exported(Export write, MemoryReader& reader, std::optional<sessions::Range> range = {}) {
    return written([&](const Sink& sink) { return write(reader, sink, range); });
}

int columnOf(const std::vector<std::vector<std::string>>& rows, const std::string& name) {
    const auto found = std::find(rows[0].begin(), rows[0].end(), name);
    return found == rows[0].end() ? -1 : static_cast<int>(found - rows[0].begin());
}

} // namespace

class TestExports : public QObject {
    Q_OBJECT

private slots:
    void jsonHoldsTheSummaryOfEveryReport();
    void jsonHoldsAllOfAReport();
    void junitIsWellFormedAndHasEachTool();
    void junitShowsAnExampleOfEachFailure();
    void markdownTablesStayTables();
    void markdownEscapesWhatIsMarkup();
    void csvHasARowForEachCall();
    void csvGuardsAgainstFormulas();
    void jsonLinesKeepNamesAsTheyAre();
    void rangeLeavesOtherCallsOut();
    void seriesHasARowForEachPoint();
    void sessionWithoutCallsHasHeadingsOnly();
    void refusedTextIsAnIoError_data();
    void refusedTextIsAnIoError();
};

void TestExports::jsonHoldsTheSummaryOfEveryReport() {
    for (const auto& [title, report] : sampleReports()) {
        const ordered_json parsed = ordered_json::parse(
            written([&](const Sink& sink) { return reports::writeJson(report, sink); }), nullptr, false);
        QVERIFY2(parsed.is_object(), title.c_str());
        QCOMPARE(parsed["schema"].get<std::string>(), std::string("mcp-dyno/report/1"));
        const ordered_json summary =
            reports::summaryJson(report.snapshot, reports::loadedServer(report.snapshot));
        QCOMPARE(
            parsed["summary"].dump(),
            ordered_json::parse(summary.dump(-1, ' ', false, ordered_json::error_handler_t::replace)).dump());
        QCOMPARE(parsed["tools"].size(), report.tools.size());
        QCOMPARE(parsed["words"].size(), report.words.size());
    }
}

void TestExports::jsonHoldsAllOfAReport() {
    const Report report = ordinaryReport();
    const json parsed = json::parse(
        written([&](const Sink& sink) { return reports::writeJson(report, sink); }), nullptr, false);
    QCOMPARE(parsed["scope"]["text"].get<std::string>(), std::string("the run"));
    QCOMPARE(parsed["session"]["startedAt"].get<std::string>(), std::string("2025-11-25T20:15:04.250000Z"));
    QCOMPARE(parsed["runs"][0]["scenario"]["tool"].get<std::string>(), std::string("echo"));
    QCOMPARE(parsed["tools"][0]["latencyMicroseconds"]["count"].get<int>(), 4000);
    QCOMPARE(parsed["phases"]["server"]["p999"].get<std::int64_t>(),
             std::chrono::microseconds(report.snapshot.phases[2].latency.p999 / 1us).count());
    QCOMPARE(parsed["series"].size(), report.series.size());
    QCOMPARE(parsed["connections"][1]["calls"].get<int>(), 2400);
    QCOMPARE(parsed["processes"].size(), report.processes.size());
    QCOMPARE(parsed["changes"][0]["knobs"][1]["knob"].get<std::string>(), std::string("cache.on"));
    QCOMPARE(parsed["changes"][0]["verdict"].get<std::string>(), std::string("better"));
    QCOMPARE(parsed["failures"][1]["detail"].get<std::string>(), report.failures[1].detail);
    QCOMPARE(parsed["environment"]["machine"]["cores"].get<int>(), 4);
    QCOMPARE(parsed["environment"]["tuning"]["pool.max"].get<int>(), 8);
    QCOMPARE(parsed["method"].size(), report.method.size());
}

void TestExports::junitIsWellFormedAndHasEachTool() {
    for (const auto& [title, report] : sampleReports()) {
        const std::string text = written([&](const Sink& sink) { return reports::writeJunit(report, sink); });
        QXmlStreamReader xml(QByteArray::fromStdString(text));
        std::size_t cases = 0, failures = 0;
        QString counted;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            cases += xml.name() == QStringLiteral("testcase");
            failures += xml.name() == QStringLiteral("failure");
            if (xml.name() == QStringLiteral("testsuite"))
                counted = xml.attributes().value(QStringLiteral("failures")).toString();
        }
        QVERIFY2(!xml.hasError(), qPrintable(QString::fromStdString(title) + xml.errorString()));
        QCOMPARE(cases, report.tools.size());
        QCOMPARE(counted, QString::number(failures));
    }
}

void TestExports::junitShowsAnExampleOfEachFailure() {
    Report report = ordinaryReport();
    report.tools[0].tool = "a \"b\" <c>\n\x01\xEF\xBF\xBF";
    report.toolFailures = {
        {ErrorKind::TimedOut, 12, "no answer & <nothing>", "line 1\nline 2", report.tools[0].tool}};
    const std::string text = written([&](const Sink& sink) { return reports::writeJunit(report, sink); });
    QXmlStreamReader xml(QByteArray::fromStdString(text));
    QString name;
    while (!xml.atEnd() && xml.name() != QStringLiteral("failure")) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QStringLiteral("testcase"))
            name = xml.attributes().value(QStringLiteral("name")).toString();
    }
    QCOMPARE(name, QStringLiteral("a \"b\" <c>\n\uFFFD\uFFFD"));
    QCOMPARE(xml.attributes().value(QStringLiteral("type")), QStringLiteral("TimedOut"));
    QCOMPARE(xml.attributes().value(QStringLiteral("message")), QStringLiteral("12 of 4,000 calls failed"));
    QCOMPARE(xml.readElementText(), QStringLiteral("no answer & <nothing>\nline 1\nline 2"));
}

void TestExports::markdownTablesStayTables() {
    for (const auto& [title, report] : sampleReports()) {
        const QString text = QString::fromStdString(
            written([&](const Sink& sink) { return reports::writeMarkdown(report, sink); }));
        QVERIFY2(text.startsWith(QStringLiteral("## ")), title.c_str());
        QVERIFY2(text.size() < 20'000, title.c_str());
        qsizetype columns = 0;
        for (QString line : text.split(u'\n')) {
            const qsizetype bars = line.remove(QStringLiteral("\\|")).count(u'|');
            if (!line.startsWith(u'|'))
                columns = 0;
            else if (columns == 0)
                columns = bars;
            QVERIFY2(columns == 0 || bars == columns, qPrintable(line));
        }
    }
}

void TestExports::markdownEscapesWhatIsMarkup() {
    Report report = hostileReport();
    report.words = {"<b>*x*</b> [y](z) @someone"};
    report.tools[0].tool = "``<i>`|@all";
    const std::string text = written([&](const Sink& sink) { return reports::writeMarkdown(report, sink); });
    QVERIFY(text.find("\n\\<b\\>\\*x\\*\\</b\\> \\[y\\](z) @\u2060someone\n") != std::string::npos);
    QVERIFY2(text.find("| ``` ``<i>`\\|@all ``` |") != std::string::npos, text.c_str());
}

void TestExports::csvHasARowForEachCall() {
    MemoryReader reader = hostileSession();
    const auto rows = parseCsv(exported(reports::writeCallsCsv, reader));
    QCOMPARE(rows.size(), reader.calls.size() + 1);
    for (const auto& row : rows)
        QCOMPARE(row.size(), rows[0].size());
    const auto value = [&](const char* column) { return rows[1][columnOf(rows, column)]; };
    QCOMPARE(value("id"), std::string("1"));
    QCOMPARE(value("time"), std::string("2025-11-25T20:15:05.250000Z"));
    QCOMPARE(value("tool"), hostileNames()[0]);
    QCOMPARE(value("outcome"), std::string("ToolFailed"));
    QCOMPARE(value("error"), hostileNames()[1]);
    QCOMPARE(value("standsFor"), std::string("3"));
    QCOMPARE(value("latencyMicroseconds"), std::string("20000.000"));
    QCOMPARE(value("queueMicroseconds"), std::string("2000.000"));
    QCOMPARE(value("tlsMicroseconds"), std::string());
    QCOMPARE(value("answeredBy"), std::string("server"));
}

void TestExports::csvGuardsAgainstFormulas() {
    MemoryReader reader;
    const std::vector<std::string> names{"=1+2", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "plain", "a=1"};
    for (const std::string& name : names)
        reader.add(name, 1s, 1ms);
    const auto rows = parseCsv(exported(reports::writeCallsCsv, reader));
    QCOMPARE(rows.size(), names.size() + 1);
    for (std::size_t i = 0; i < names.size(); ++i)
        QCOMPARE(rows[i + 1][columnOf(rows, "tool")], (i < 6 ? "'" : "") + names[i]);
}

void TestExports::jsonLinesKeepNamesAsTheyAre() {
    MemoryReader reader = hostileSession();
    const std::vector<json> lines = parseLines(exported(reports::writeCallsJsonl, reader));
    const std::vector<std::string> names = hostileNames();
    QCOMPARE(lines.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        QCOMPARE(lines[i]["tool"].get<std::string>(), repaired(names[i]));
        QCOMPARE(lines[i]["latencyMicroseconds"].get<double>(), 20000.0);
        QVERIFY(lines[i]["taskMicroseconds"].is_null());
    }
}

void TestExports::rangeLeavesOtherCallsOut() {
    MemoryReader reader;
    for (int i = 0; i < 10; ++i)
        reader.add("echo", i * 1s, 500ms); // they end at 0.5 s, 1.5 s, …
    const sessions::Range range{2s, 4500ms};
    QCOMPARE(parseLines(exported(reports::writeCallsJsonl, reader, range)).size(), std::size_t(2));
    QCOMPARE(parseCsv(exported(reports::writeCallsCsv, reader, range)).size(), std::size_t(3));
}

void TestExports::seriesHasARowForEachPoint() {
    MemoryReader reader = hostileSession();
    const auto rows = parseCsv(exported(reports::writeSeriesCsv, reader));
    QCOMPARE(rows.size(), reader.points.size() + 1);
    QCOMPARE(rows[1][columnOf(rows, "calls")], std::string("101"));
    QCOMPARE(rows[1][columnOf(rows, "callsPerSecond")], std::string("505.000"));
    QCOMPARE(rows[1][columnOf(rows, "atSeconds")], std::string("1.200"));
    const std::vector<json> lines = parseLines(exported(reports::writeSeriesJsonl, reader));
    QCOMPARE(lines.size(), reader.points.size());
    QCOMPARE(lines[0]["p99Microseconds"].get<double>(), 19000.0);
}

void TestExports::sessionWithoutCallsHasHeadingsOnly() {
    MemoryReader reader;
    QCOMPARE(parseCsv(exported(reports::writeCallsCsv, reader)).size(), std::size_t(1));
    QCOMPARE(parseCsv(exported(reports::writeSeriesCsv, reader)).size(), std::size_t(1));
    QCOMPARE(exported(reports::writeCallsJsonl, reader), std::string());
}

void TestExports::refusedTextIsAnIoError_data() {
    QTest::addColumn<int>("which");
    for (int i = 0; i < 6; ++i)
        QTest::addRow("%d", i) << i;
}

void TestExports::refusedTextIsAnIoError() {
    QFETCH(int, which);
    constexpr std::array<Export, 6> exports{reports::writeCallsCsv,  reports::writeCallsJsonl,
                                            reports::writeSeriesCsv, reports::writeSeriesJsonl,
                                            reports::writeHdrLog,    reports::writeTrace};
    MemoryReader reader;
    for (int i = 0; i < 10'000; ++i)
        reader.add("echo", i * 1ms, 1ms);
    int pieces = 0;
    const Result<void> result = exports[static_cast<std::size_t>(which)](reader,
                                                                         [&](std::string_view) {
                                                                             ++pieces;
                                                                             return false;
                                                                         },
                                                                         {});
    QVERIFY(result.has_error());
    QCOMPARE(result.error().kind, ErrorKind::Io);
    QCOMPARE(pieces, 1); // who refuses is left alone
}

QTEST_APPLESS_MAIN(TestExports)
#include "tst_exports.moc"
