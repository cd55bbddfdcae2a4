#include "ui/format.h"
#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qsizetype mostMessage = 2000;
constexpr qsizetype mostDetail = 8000;
constexpr std::size_t mostServers = 20; // whose stderr is shown

QString detailOf(std::string_view text) {
    QString shown = shownText(text);
    while (!shown.isEmpty() && shown.back().isSpace())
        shown.chop(1);
    return withoutBegin(shown, mostDetail);
}

Evidence evidenceOf(const reports::Report& report, const reports::Report::Failure& failure) {
    const std::uint64_t ended = report.snapshot.counts.ended();
    QString note = failure.count == 1 ? u"1 call"_s : formatCount(failure.count) % u" calls"_s;
    if (ended > 0)
        note += u" · "_s % formatShare(double(failure.count) / double(ended));
    if (!failure.tool.empty())
        note += u" · "_s % shortened(shownLine(failure.tool), 80);
    return {toQString(name(failure.kind)), note, shortened(shownText(failure.example), mostMessage),
            detailOf(failure.detail)};
}

} // namespace

Section failureSection(const reports::Report& report) {
    Section section{u"failures"_s, report.failures.empty() ? u"Standard error"_s : u"Failures"_s, {}};
    for (const reports::Report::Failure& failure : report.failures)
        section.blocks.push_back(evidenceOf(report, failure));
    std::size_t shown = 0;
    for (const telemetry::ServerStatus& server : report.snapshot.servers) {
        if ((server.stderrTail.empty() && !server.error) || ++shown > mostServers)
            continue;
        const QString message = server.error ? shownText(server.error->message) : QString();
        section.blocks.push_back(Evidence{shortened(shownLine(server.name), 80), u"end of its stderr"_s,
                                          shortened(message, mostMessage), detailOf(server.stderrTail)});
    }
    return section;
}

} // namespace dyno::ui
