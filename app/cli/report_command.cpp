#include "app/cli/report_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/output_file.h"
#include "app/cli/range_option.h"
#include "app/cli/report_format.h"
#include "app/cli/terminal.h"
#include "engine/reports/export.h"
#include "engine/sessions/session_reader.h"
#include "ui/report/picture_report.h"

#include <fmt/format.h>

#include <QGuiApplication>
#include <QLoggingCategory>

#include <csignal>

#include <unistd.h>

namespace dyno::app {

namespace {

namespace fs = std::filesystem;
using sessions::Range;
using sessions::SessionReader;

int refuse(const Error& error) {
    printError(error);
    return usage;
}

/// The session's errors say what is wrong, this one with which file. They are not about a server's protocol.
Error about(const std::string& file, const Error& error) {
    const bool named = error.message.find(file) != std::string::npos;
    return {error.kind == ErrorKind::Protocol ? ErrorKind::InvalidInput : error.kind,
            named ? error.message : fmt::format("{}: {}", file, error.message), error.detail};
}

Result<std::optional<Range>> runRange(SessionReader& reader, std::uint32_t number) {
    const auto info = reader.info();
    if (info.has_error())
        return info.error();
    for (const sessions::RunInfo& run : info->runs)
        if (run.number == number)
            return std::optional(Range{run.began, run.ended});
    const std::string there = info->runs.empty()       ? "none; leave --run out"
                              : info->runs.size() == 1 ? "one, number 1"
                                                       : fmt::format("{}, counted from 1", info->runs.size());
    return Error{ErrorKind::InvalidInput,
                 fmt::format("--run: the session has no run {}: it has {}", number, there)};
}

Result<std::optional<Range>> chosenRange(SessionReader& reader, const ReportOptions& options) {
    if (options.run)
        return runRange(reader, *options.run);
    if (options.range.empty())
        return std::optional<Range>();
    const auto range = parseRange(options.range);
    if (range.has_error())
        return range.error();
    const auto info = reader.info();
    if (info.has_error())
        return info.error();
    if (range->from >= info->whole().to)
        return Error{ErrorKind::InvalidInput,
                     fmt::format("--range: \"{}\" begins after the session's end at {:.1f} s", options.range,
                                 std::chrono::duration<double>(info->whole().to).count())};
    return std::optional(Range{range->from, std::min(range->to, info->whole().to)});
}

Result<void> put(const reports::Sink& sink, const QByteArray& bytes) {
    if (sink({bytes.constData(), static_cast<std::size_t>(bytes.size())}))
        return {};
    return Error{ErrorKind::Io, "the report could not be written"};
}

/// Text in a PDF takes Qt's fonts, which take an application, of a platform that needs no screen.
Result<void> writePdf(const reports::Report& report, const reports::Sink& sink) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QLoggingCategory::setFilterRules(
        QStringLiteral("default.warning=false")); // of a session without a desktop
    int argc = 1;
    char name[] = "mcp-dyno";
    char* argv[] = {name, nullptr};
    const QGuiApplication application(argc, argv);
    const auto pdf = ui::pdfReport(report);
    return pdf.has_error() ? Result<void>(pdf.error()) : put(sink, *pdf);
}

Result<void> writeReport(const reports::Report& report, ReportFormat format, const reports::Sink& sink) {
    switch (format) {
    case ReportFormat::Pdf:
        return writePdf(report, sink);
    case ReportFormat::Markdown:
        return reports::writeMarkdown(report, sink);
    case ReportFormat::Json:
        return reports::writeJson(report, sink);
    case ReportFormat::Junit:
        return reports::writeJunit(report, sink);
    default:
        return put(sink, ui::htmlReport(report));
    }
}

Result<void> write(SessionReader& reader, ReportFormat format, bool series, std::optional<Range> range,
                   const reports::Sink& sink) {
    switch (format) {
    case ReportFormat::Csv:
        return series ? reports::writeSeriesCsv(reader, sink, range)
                      : reports::writeCallsCsv(reader, sink, range);
    case ReportFormat::Jsonl:
        return series ? reports::writeSeriesJsonl(reader, sink, range)
                      : reports::writeCallsJsonl(reader, sink, range);
    case ReportFormat::HdrLog:
        return reports::writeHdrLog(reader, sink, range);
    case ReportFormat::Perfetto:
        return reports::writeTrace(reader, sink, range);
    default: {
        const auto report = reports::makeReport(reader, range);
        return report.has_error() ? Result<void>(report.error()) : writeReport(*report, format, sink);
    }
    }
}

/// Beside the session, under its name, or standard output.
std::string fileFor(const ReportOptions& options, ReportFormat format) {
    if (!options.file.empty())
        return options.file;
    if (format != ReportFormat::Html && format != ReportFormat::Pdf)
        return "-";
    return fs::path(options.session).replace_extension(endingOf(format)).string();
}

/// Where nobody has chosen the place, it may be one that cannot be written to.
Error aboutPlace(Error error, const ReportOptions& options) {
    if (options.file.empty())
        error.message += "; name another place with -o";
    return error;
}

Result<void> checkFile(const ReportOptions& options, const std::string& file, ReportFormat format) {
    std::error_code ec;
    if (fs::equivalent(file, options.session, ec))
        return Error{ErrorKind::InvalidInput, fmt::format("-o: {} is the session itself", file)};
    if (file == "-" && format == ReportFormat::Pdf && ::isatty(STDOUT_FILENO))
        return Error{ErrorKind::InvalidInput, "-o: a PDF on a terminal cannot be read; name a file"};
    return {};
}

Result<void> writeTo(const std::string& file, SessionReader& reader, const ReportOptions& options,
                     ReportFormat format) {
    const auto range = chosenRange(reader, options);
    if (range.has_error())
        return range.error();
    const auto opened = OutputFile::open(file);
    if (opened.has_error())
        return aboutPlace(opened.error(), options);
    OutputFile& output = **opened;
    const auto written = write(reader, format, options.of == "series", *range,
                               [&](std::string_view text) { return output.write(text); });
    if (written.has_error() && !output.failed())
        return about(options.session, written.error());
    const auto committed = output.commit();
    return committed.has_error() ? aboutPlace(committed.error(), options) : committed;
}

} // namespace

int reportCommand(const ReportOptions& options) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto format = reportFormat(options.format, options.file == "-" ? "" : options.file);
    if (format.has_error())
        return refuse(format.error());
    if (!options.of.empty() && !isTable(*format))
        return refuse({ErrorKind::InvalidInput, "--of: only csv and jsonl list calls or series"});
    const std::string file = fileFor(options, *format);
    if (auto usable = checkFile(options, file, *format); usable.has_error())
        return refuse(usable.error());
    const auto reader = SessionReader::open(options.session);
    if (reader.has_error())
        return refuse(about(options.session, reader.error()));
    if (auto written = writeTo(file, **reader, options, *format); written.has_error())
        return refuse(written.error());
    // Where it went is said only where it was not asked for.
    if (options.file.empty() && file != "-")
        if (auto printed = printOut(file + "\n"); printed.has_error())
            return refuse(printed.error());
    return done;
}

} // namespace dyno::app
