#include "ui/sessions/report_writer.h"

#include "engine/reports/export.h"
#include "ui/format.h"
#include "ui/report/picture_report.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::Range;
using sessions::SessionReader;
using Stop = std::shared_ptr<std::atomic<bool>>;
using ReportPtr = std::shared_ptr<const reports::Report>;

constexpr std::array<ReportFormatText, 8> formats{{
    {ReportFormat::Html, "HTML", "One file for a browser, with the charts", "html"},
    {ReportFormat::Pdf, "PDF", "The same on pages", "pdf"},
    {ReportFormat::Markdown, "Markdown", "For a pull request", "md"},
    {ReportFormat::Json, "JSON", "For a program", "json"},
    {ReportFormat::Junit, "JUnit", "For a build server", "junit.xml"},
    {ReportFormat::CallsCsv, "CSV of calls", "A row for each call that was kept", "csv"},
    {ReportFormat::HdrLog, "HdrHistogram log", "For the tools of HdrHistogram", "hlog"},
    {ReportFormat::Trace, "Perfetto trace", "Calls by connection, for Perfetto and Chrome", "trace.json"},
}};

Error cancelled() {
    return {ErrorKind::Cancelled, "the report was cancelled"};
}

/// A file that is there when it is whole.
class Draft {
public:
    explicit Draft(const QString& name)
        : m_file(name) {}

    Result<void> open() {
        QDir().mkpath(QFileInfo(m_file.fileName()).path());
        return m_file.open(QIODevice::WriteOnly) ? Result<void>() : failure();
    }
    bool write(std::string_view text) {
        return m_file.write(text.data(), qint64(text.size())) == qint64(text.size());
    }
    Result<void> commit() { return m_file.commit() ? Result<void>() : failure(); }
    bool hasFailed() const { return m_file.error() != QFileDevice::NoError; }
    Error failure() const { return {ErrorKind::Io, m_file.errorString().toStdString()}; }

private:
    QSaveFile m_file;
};

Result<void> writeReport(ReportFormat format, const reports::Report& report, const reports::Sink& sink) {
    switch (format) {
    case ReportFormat::Markdown:
        return reports::writeMarkdown(report, sink);
    case ReportFormat::Json:
        return reports::writeJson(report, sink);
    case ReportFormat::Junit:
        return reports::writeJunit(report, sink);
    default:
        break;
    }
    const QByteArray page = htmlReport(report);
    if (!sink({page.data(), std::size_t(page.size())}))
        return Error{ErrorKind::Io, "the page could not be written"};
    return {};
}

Result<void> writeTo(ReportFormat format, SessionReader& reader, std::optional<Range> range,
                     const reports::Sink& sink) {
    switch (format) {
    case ReportFormat::CallsCsv:
        return reports::writeCallsCsv(reader, sink, range);
    case ReportFormat::HdrLog:
        return reports::writeHdrLog(reader, sink, range);
    case ReportFormat::Trace:
        return reports::writeTrace(reader, sink, range);
    default:
        break;
    }
    const auto report = reports::makeReport(reader, range);
    if (report.has_error())
        return report.error();
    return writeReport(format, *report, sink);
}

/// What `fill` writes into its sink becomes the file. What went wrong with the file, or with the person's
/// patience, says more than that the sink refused.
Result<void> writeFile(const QString& to, const Stop& stop,
                       const std::function<Result<void>(const reports::Sink&)>& fill) {
    Draft draft(to);
    if (auto opened = draft.open(); opened.has_error())
        return opened;
    const Result<void> filled = fill([&](std::string_view text) { return !*stop && draft.write(text); });
    if (*stop)
        return cancelled();
    if (draft.hasFailed())
        return draft.failure();
    return filled.has_error() ? filled : draft.commit();
}

} // namespace

std::span<const ReportFormatText> reportFormats() {
    return formats;
}

const ReportFormatText& textOf(ReportFormat format) {
    return *std::ranges::find(formats, format, &ReportFormatText::format);
}

ReportWriter::ReportWriter(QObject* parent)
    : QObject(parent) {}

ReportWriter::~ReportWriter() {
    cancel();
}

void ReportWriter::write(ReportFormat format, const std::filesystem::path& session,
                         std::optional<Range> range, const QString& to) {
    if (isBusy())
        return;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    Q_EMIT started(to);
    if (format == ReportFormat::Pdf)
        return writePdf(session, range, to);
    m_background.run<Result<void>>(
        [=, stop = m_stop]() -> Result<void> {
            const auto reader = SessionReader::open(session);
            if (reader.has_error())
                return reader.error();
            return writeFile(
                to, stop, [&](const reports::Sink& sink) { return writeTo(format, **reader, range, sink); });
        },
        [this, to](const Result<void>& result) { end(to, result); });
}

// Its pages can be drawn on this thread alone.
void ReportWriter::writePdf(const std::filesystem::path& session, std::optional<Range> range,
                            const QString& to) {
    m_background.run<Result<ReportPtr>>(
        [=]() -> Result<ReportPtr> {
            const auto reader = SessionReader::open(session);
            if (reader.has_error())
                return reader.error();
            auto report = reports::makeReport(**reader, range);
            if (report.has_error())
                return report.error();
            return std::make_shared<const reports::Report>(std::move(*report));
        },
        [this, to, stop = m_stop](const Result<ReportPtr>& report) {
            if (*stop || report.has_error())
                return end(to, *stop ? cancelled() : report.error());
            const auto pages = pdfReport(**report);
            if (pages.has_error())
                return end(to, pages.error());
            m_background.run<Result<void>>(
                [to, stop, pages = *pages] {
                    return writeFile(to, stop, [&](const reports::Sink& sink) -> Result<void> {
                        sink({pages.data(), std::size_t(pages.size())});
                        return {};
                    });
                },
                [this, to](const Result<void>& result) { end(to, result); });
        });
}

void ReportWriter::cancel() {
    if (m_stop)
        *m_stop = true;
}

void ReportWriter::end(const QString& to, const Result<void>& result) {
    m_stop.reset();
    if (result.has_error())
        Q_EMIT failed(to, result.error());
    else
        Q_EMIT written(to);
}

} // namespace dyno::ui
