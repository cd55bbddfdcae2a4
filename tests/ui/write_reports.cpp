// Writes every sample report into a folder, as HTML and as PDF: what browsers, poppler and people look at.
#include "tests/support/sample_report.h"
#include "ui/report/picture_report.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

bool write(const QString& path, const QByteArray& content) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("usage: dyno-write-reports FOLDER\n", stderr);
        return 2;
    }
    QDir().mkpath(QString::fromLocal8Bit(argv[1]));
    for (const auto& [name, report] : dyno::test::sampleReports()) {
        const QString path =
            QString::fromLocal8Bit(argv[1]) % u'/' % QString::fromStdString(name).replace(u' ', u'_');
        const dyno::Result<QByteArray> pdf = dyno::ui::pdfReport(report);
        if (!write(path % u".html", dyno::ui::htmlReport(report)) || !pdf || !write(path % u".pdf", *pdf)) {
            std::fprintf(stderr, "%s cannot be written\n", qPrintable(path));
            return 1;
        }
    }
    return 0;
}
