#include "ui/format.h"
#include "ui/report/moment_text.h"
#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

Facts machineOf(const sessions::Machine& machine) {
    Facts facts{u"Machine"_s, {}};
    const auto add = [&facts](const QString& name, const QString& value) {
        if (!value.isEmpty())
            facts.rows.emplace_back(name, value);
    };
    add(u"CPU"_s, shownLine(machine.cpu));
    add(u"cores"_s, machine.cores > 0 ? QString::number(machine.cores) : QString());
    add(u"memory"_s, machine.memoryBytes > 0 ? formatBytes(machine.memoryBytes) : QString());
    add(u"governor"_s, shownLine(machine.governor));
    add(u"load at the start"_s, machine.load ? QString::number(*machine.load, 'f', 2) : QString());
    add(u"system"_s, shownLine(machine.system));
    add(u"kernel"_s, shownLine(machine.kernel));
    return facts;
}

Facts recordingOf(const reports::Report& report) {
    const sessions::SessionInfo& info = report.info;
    Facts facts{u"Recording"_s, {}};
    if (info.startedAt.time_since_epoch().count() > 0)
        facts.rows.emplace_back(u"started"_s, momentText(info.startedAt));
    facts.rows.emplace_back(u"session's length"_s, formatDuration(info.length));
    if (!info.dynoVersion.empty())
        facts.rows.emplace_back(u"recorded by"_s, u"MCP Dyno "_s % shownLine(info.dynoVersion));
    if (!info.file.empty())
        facts.rows.emplace_back(u"file"_s, shownLine(info.file.filename().string()));
    if (report.snapshot.engine.cpu > async::Duration::zero())
        facts.rows.emplace_back(u"CPU time of MCP Dyno"_s, formatDuration(report.snapshot.engine.cpu));
    if (report.snapshot.engine.peakRssBytes > 0)
        facts.rows.emplace_back(u"its memory at most"_s, formatBytes(report.snapshot.engine.peakRssBytes));
    if (!info.notes.empty())
        facts.rows.emplace_back(u"notes"_s, shortened(shownText(info.notes), 4000));
    return facts;
}

} // namespace

Section environmentSection(const reports::Report& report) {
    Section section{u"environment"_s, u"Environment"_s, {}};
    if (Facts machine = machineOf(report.info.machine); !machine.rows.empty())
        section.blocks.push_back(std::move(machine));
    section.blocks.push_back(recordingOf(report));
    return section;
}

} // namespace dyno::ui
