#include "ui/report/content.h"

#include "ui/format.h"
#include "ui/report/moment_text.h"
#include "ui/report/pictures/report_pictures.h"
#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString titleOf(const reports::Report& report) {
    const QString title = shownLine(report.info.title);
    return title.isEmpty() ? u"Session"_s : title;
}

QString subtitleOf(const reports::Report& report) {
    QStringList parts;
    if (!report.scope.empty())
        parts << shownLine(report.scope);
    if (report.info.startedAt.time_since_epoch().count() > 0)
        parts << momentText(report.info.startedAt);
    if (report.info.beingWritten)
        parts << u"is still being recorded"_s;
    else if (!report.info.complete)
        parts << u"the recording was cut off"_s;
    return parts.join(u" · "_s);
}

void judge(const telemetry::CallCounts& counts, Content& content) {
    const double share = counts.ended() == 0 ? 0 : double(counts.errors()) / double(counts.ended());
    if (counts.ended() == 0) {
        content.verdict = u"No call ended"_s;
        content.tone = Tone::Warning;
    } else if (counts.errors() == 0) {
        content.verdict = counts.ended() == 1 ? u"The call succeeded"_s : u"All calls succeeded"_s;
        content.tone = Tone::Good;
    } else if (counts.succeeded == 0) {
        content.verdict = counts.ended() == 1 ? u"The call failed"_s : u"All calls failed"_s;
        content.tone = Tone::Bad;
    } else {
        content.verdict =
            u"%1 of the calls failed"_s.arg(share < 0.0005 ? u"Less than 0.1 %"_s : formatShare(share));
        content.tone = Tone::Bad;
    }
}

QStringList wordsOf(const reports::Report& report) {
    QStringList words;
    for (const std::string& text : report.words)
        words << shownText(text);
    if (words.isEmpty() && report.snapshot.counts.ended() == 0)
        words << u"No call ended in this time, so there is nothing to measure."_s;
    return words;
}

std::vector<Picture> picturesOf(const reports::Report& report) {
    std::vector<Picture> pictures{latencyPicture(report), throughputPicture(report), phasesPicture(report),
                                  percentilePicture(report)};
    for (Picture& picture : processPictures(report))
        pictures.push_back(std::move(picture));
    return pictures;
}

} // namespace

Content contentOf(const reports::Report& report) {
    Content content;
    content.title = titleOf(report);
    content.subtitle = subtitleOf(report);
    judge(report.snapshot.counts, content);
    content.words = wordsOf(report);
    content.tiles = tilesOf(report);
    content.pictures = picturesOf(report);
    for (const auto make : {toolSection, phaseSection, connectionSection, processSection, changeSection,
                            failureSection, configurationSection, environmentSection, methodSection})
        content.sections.push_back(make(report));
    std::erase_if(content.sections, [](const Section& section) { return section.blocks.empty(); });
    return content;
}

} // namespace dyno::ui
