#include "ui/report/picture_report.h"

#include "tests/support/fail_on_warning.h"
#include "tests/support/sample_report.h"

#include <QGuiApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace {

/// What a program of poppler's prints of the document.
QString poppler(const QString& program, const QByteArray& pdf, const QStringList& behind = {}) {
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"report.pdf"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(pdf) != pdf.size())
        return {};
    file.close();
    QProcess process;
    process.start(program, QStringList{file.fileName()} + behind);
    return process.waitForFinished() && process.exitCode() == 0
               ? QString::fromUtf8(process.readAllStandardOutput())
               : QString();
}

QString textOf(const QByteArray& pdf) {
    return poppler(u"pdftotext"_s, pdf, {u"-layout"_s, u"-"_s});
}

int pagesOf(const QByteArray& pdf) {
    const QString info = poppler(u"pdfinfo"_s, pdf);
    return QRegularExpression(u"Pages: +(\\d+)"_s).match(info).captured(1).toInt();
}

QByteArray written(const dyno::reports::Report& report) {
    const dyno::Result<QByteArray> pdf = dyno::ui::pdfReport(report);
    return pdf ? *pdf : QByteArray();
}

/// All samples, written once: large ones take a moment.
const std::vector<std::pair<std::string, QByteArray>>& writtenSamples() {
    static const auto samples = [] {
        std::vector<std::pair<std::string, QByteArray>> made;
        for (const auto& [name, report] : dyno::test::sampleReports())
            made.emplace_back(name, written(report));
        return made;
    }();
    return samples;
}

QByteArray writtenSample(const std::string& name) {
    return std::ranges::find(writtenSamples(), name, &std::pair<std::string, QByteArray>::first)->second;
}

} // namespace

class tst_pdf_report : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void everySampleHasTextOnEachPage_data() {
        QTest::addColumn<QByteArray>("pdf");
        for (const auto& [name, pdf] : writtenSamples())
            QTest::newRow(name.c_str()) << pdf;
    }
    void everySampleHasTextOnEachPage() {
        QFETCH(QByteArray, pdf);
        QStringList pages = textOf(pdf).split(u'\f');
        pages.removeLast(); // behind the last page's end
        QCOMPARE(pages.size(), pagesOf(pdf));
        QVERIFY(!pages.isEmpty());
        for (qsizetype i = 0; i < pages.size(); ++i) {
            const QRegularExpression number(u"\\b%1 ?/ ?%2\\b"_s.arg(i + 1).arg(pages.size()));
            QVERIFY2(pages[i].contains(number), qPrintable(pages[i]));
            QVERIFY2(pages[i].simplified().size() > 40, qPrintable(pages[i]));
        }
        for (const QString& text : {u"MCP Dyno report"_s, u"Latency"_s, u"Environment"_s})
            QVERIFY2(pages.join(QString()).contains(text), qPrintable(text));
    }

    void wordsOfTheReportCanBeSelected() {
        const QString text = textOf(writtenSample("ordinary")).simplified();
        for (const QString& words :
             {u"echo on everything"_s, u"get_many"_s, u"Where the time goes"_s, u"no such <key>"_s,
              u"MemoryError"_s, u"AMD EPYC 7B13"_s, u"pool.perConnection"_s, u"How it was measured"_s})
            QVERIFY2(text.contains(words), qPrintable(words));
    }

    void longTablesGoOnWithTheirHead() {
        const QByteArray pdf = writtenSample("many tools");
        QVERIFY(pagesOf(pdf) > 8);
        const QString text = textOf(pdf);
        QVERIFY(text.contains(u"tool_499"_s));
        const qsizetype heads = text.count(QRegularExpression(u"tool +calls +errors"_s));
        QVERIFY2(heads > 5, qPrintable(QString::number(heads)));
    }

    void nothingIsBesideThePaper_data() { everySampleHasTextOnEachPage_data(); }
    void nothingIsBesideThePaper() {
        QFETCH(QByteArray, pdf);
        const QString boxes = poppler(u"pdftotext"_s, pdf, {u"-bbox"_s, u"-"_s});
        const QRegularExpression word(u"<word xMin=\"([-\\d.]+)\" yMin=\"[-\\d.]+\" xMax=\"([-\\d.]+)\""_s);
        int words = 0;
        for (auto found = word.globalMatch(boxes); found.hasNext(); ++words) {
            const QRegularExpressionMatch box = found.next();
            QVERIFY2(box.captured(1).toDouble() > 40 && box.captured(2).toDouble() < 595 - 40,
                     qPrintable(box.captured()));
        }
        QVERIFY(words > 50);
    }
};

QTEST_MAIN(tst_pdf_report)
#include "tst_pdf_report.moc"
