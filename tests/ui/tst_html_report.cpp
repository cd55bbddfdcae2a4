#include "ui/report/picture_report.h"

#include "tests/support/fail_on_warning.h"
#include "tests/support/sample_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What stands between the first `begin` and the `end` behind it, with both.
QString between(const QString& page, const QString& begin, const QString& end) {
    const qsizetype from = page.indexOf(begin);
    const qsizetype to = page.indexOf(end, from);
    return from < 0 || to < 0 ? QString() : page.sliced(from, to + end.size() - from);
}

/// A page as a reader of XML sees it: what people see of it is written so that it is that, too.
struct Parsed {
    QString error;
    QStringList elements; ///< names
    QStringList ids;
    QStringList links; ///< href and src
    QStringList sections;
    QString text;
    int rows = 0;
};

Parsed parsed(const QByteArray& html) {
    const QString page = QString::fromUtf8(html);
    QXmlStreamReader xml(u"<page>"_s % between(page, u"<header>"_s, u"</main>"_s) % u"</page>"_s);
    Parsed result;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::Characters)
            result.text += xml.text();
        if (xml.tokenType() != QXmlStreamReader::StartElement)
            continue;
        result.elements << xml.name().toString();
        result.rows += xml.name() == u"tr";
        for (const QXmlStreamAttribute& attribute : xml.attributes()) {
            if (attribute.name() == u"id")
                result.ids << attribute.value().toString();
            if (attribute.name() == u"href" || attribute.name() == u"src")
                result.links << attribute.value().toString();
        }
        if (xml.name() == u"section")
            result.sections << xml.attributes().value(u"id"_s).toString();
    }
    result.error = xml.hasError() ? xml.errorString() : QString();
    return result;
}

QJsonObject readings(const QByteArray& html) {
    const QString begin = u"<script type=\"application/json\" id=\"readings\">"_s;
    QString json = between(QString::fromUtf8(html), begin, u"</script>"_s);
    json = json.sliced(begin.size()).chopped(9);
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

dyno::reports::Report largest() {
    dyno::reports::Report report = dyno::test::manyToolsReport(500);
    const dyno::reports::Report connections = dyno::test::manyConnectionsReport(200);
    report.connections = connections.connections;
    report.snapshot.connections = connections.snapshot.connections;
    report.processes = connections.processes;
    report.series.clear();
    for (int i = 1; i <= 600; ++i)
        report.series.push_back({1s + i * 10s / 600, 10s / 600, 1000, 3, 8,
                                 std::chrono::microseconds(1500 + i), std::chrono::microseconds(2500 + i),
                                 18ms, 24ms});
    return report;
}

} // namespace

class tst_html_report : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void everySampleIsWellFormedAndSaysSomething_data() {
        QTest::addColumn<QByteArray>("html");
        for (const auto& [name, report] : dyno::test::sampleReports())
            QTest::newRow(name.c_str()) << dyno::ui::htmlReport(report);
        QTest::newRow("largest") << dyno::ui::htmlReport(largest());
    }
    void everySampleIsWellFormedAndSaysSomething() {
        QFETCH(QByteArray, html);
        const Parsed page = parsed(html);
        QCOMPARE(page.error, QString());
        QCOMPARE(page.elements.count(u"h1"_s), 1);
        QCOMPARE(page.elements.filter(u"script"_s), QStringList());
        QVERIFY(page.elements.count(u"svg"_s) >= 8); // each of four charts, wide and narrow
        QVERIFY(page.sections.contains(u"environment"_s));
        QVERIFY(page.text.simplified().size() > 500);
        QVERIFY2(html.size() < 3'000'000, qPrintable(QString::number(html.size())));
        for (const QString& link : page.links)
            QVERIFY2(link.startsWith("data:"_L1) || link.startsWith(u'#'), qPrintable(link));
        QStringList ids = page.ids;
        QCOMPARE(ids.removeDuplicates(), 0);
    }

    void partsStandInTheirOrder() {
        const Parsed page = parsed(dyno::ui::htmlReport(dyno::test::ordinaryReport()));
        QCOMPARE(page.sections,
                 (QStringList{u"tools"_s, u"phases"_s, u"connections"_s, u"processes"_s, u"changes"_s,
                              u"failures"_s, u"configuration"_s, u"environment"_s, u"method"_s}));
        for (const QString& text : {u"echo on everything"_s, u"get_many"_s, u"5,000"_s, u"pool.max 4 → 8"_s,
                                    u"p50 is 12 % better"_s, u"no such <key>"_s, u"MemoryError"_s,
                                    u"npx -y @modelcontextprotocol/server-everything"_s, u"AMD EPYC 7B13"_s,
                                    u"HdrHistogram"_s, u"pool.perConnection"_s})
            QVERIFY2(page.text.contains(text), qPrintable(text));
    }

    void everyToolHasItsRow() {
        const Parsed page = parsed(dyno::ui::htmlReport(dyno::test::manyToolsReport(500)));
        QVERIFY(page.rows > 500);
        QVERIFY(page.text.contains(u"tool_499"_s));
    }

    void namesFromTheSessionAreText() {
        const QByteArray html = dyno::ui::htmlReport(dyno::test::hostileReport());
        const Parsed page = parsed(html);
        QVERIFY(page.text.contains(u"<script>alert('x')</script>"_s));
        QVERIFY(page.text.contains(u"a\"b'c`d&e|f\\g"_s));
        QVERIFY(page.text.contains(u"\\u0000"_s));
        QVERIFY(page.text.contains(u"\\u202eturned"_s));
        QVERIFY(!html.contains("\xE2\x80\xAE"));
        QVERIFY(!html.contains("<script>alert"));
        QCOMPARE(html.count("<script"), 2); // the readings and ours
        QCOMPARE(html.count("</script"), 2);
        QCOMPARE(html.count("</style"), 1);
    }

    void longNamesAreShortenedAndWholeInTheTitle() {
        const QString page = QString::fromUtf8(dyno::ui::htmlReport(dyno::test::hostileReport()));
        QVERIFY(page.contains(u"title=\""_s % QString(10'000, u'n') % u"\">"_s));
        QVERIFY(page.contains(QString(60, u'n') % u'…'));
    }

    void placesOfTheTemplateAreNoneInWhatFillsThem() {
        dyno::reports::Report report = dyno::test::ordinaryReport();
        report.info.title = "@SCRIPT@ @TITLE@ @";
        const QString page = QString::fromUtf8(dyno::ui::htmlReport(report));
        QVERIFY(page.contains(u"<title>@SCRIPT@ @TITLE@ @ – MCP Dyno</title>"_s));
    }

    void nothingMayBeLoaded() {
        const QByteArray html = dyno::ui::htmlReport(dyno::test::ordinaryReport());
        QVERIFY(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
        QVERIFY(!html.contains("@import"));
        QVERIFY(!html.contains("url("));
    }

    void readingsHaveTheValuesOfEachPoint() {
        const QByteArray html = dyno::ui::htmlReport(dyno::test::ordinaryReport());
        const QJsonObject latency = readings(html).value(u"latency"_s).toObject();
        QCOMPARE(latency.value(u"names"_s).toArray(), (QJsonArray{u"p50"_s, u"p90"_s, u"p99"_s, u"max"_s}));
        QCOMPARE(latency.value(u"at"_s).toArray().size(), 50);
        QCOMPARE(latency.value(u"values"_s).toArray().at(0).toArray().at(0).toString(), u"1.54 ms"_s);
        QVERIFY(readings(html).contains(u"memory"_s));
    }

    void readingsAreSafeInTheirElement() {
        dyno::reports::Report report = dyno::test::manyConnectionsReport(1);
        report.snapshot.connections.front().serverName = "</script><!-- <b>";
        const QByteArray html = dyno::ui::htmlReport(report);
        QCOMPARE(readings(html).value(u"memory"_s).toObject().value(u"names"_s).toArray().at(0).toString(),
                 u"</script><!-- <b> #1"_s);
        QVERIFY(!html.contains("<!-- "));
    }
};

QTEST_GUILESS_MAIN(tst_html_report)
#include "tst_html_report.moc"
