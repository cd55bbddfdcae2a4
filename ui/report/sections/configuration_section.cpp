#include "engine/reports/path_summary.h"
#include "engine/settings/knobs.h"
#include "ui/format.h"
#include "ui/report/process_names.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qsizetype mostArguments = 4000;

QString extentText(const workload::Extent& extent) {
    QStringList parts;
    if (extent.calls)
        parts << formatCount(*extent.calls) % u" calls"_s;
    if (extent.duration)
        parts << formatDuration(*extent.duration);
    return parts.isEmpty() ? u"until it was stopped"_s : parts.join(u" or "_s);
}

Facts scenarioOf(const reports::Report& report) {
    const workload::Scenario& scenario = report.snapshot.workload.scenario;
    if (scenario.tool.empty())
        return {};
    Facts facts{u"Scenario"_s, {}};
    facts.rows = {{u"tool"_s, shownLine(scenario.tool)},
                  {u"of"_s, serverName(report, scenario.server)},
                  {u"workers"_s, QString::number(report.snapshot.tuning.workers)},
                  {u"how much"_s, extentText(scenario.extent)},
                  {u"arguments"_s, shortened(shownText(scenario.arguments), mostArguments)}};
    if (scenario.warmup)
        facts.rows.insert(facts.rows.end() - 1, {u"warm-up"_s, extentText(*scenario.warmup)});
    return facts;
}

QString versionOf(const telemetry::ServerStatus& server) {
    return shownLine(server.serverName + " " + server.serverVersion);
}

QString protocolOf(const telemetry::ServerStatus& server) {
    const QString text = shownLine(server.protocolVersion);
    return server.era.empty() ? text : text % u" ("_s % toQString(server.era) % u")"_s;
}

Table serversOf(const reports::Report& report) {
    Table table{u"Servers"_s,
                {{u"server"_s, ColumnKind::Name},
                 {u"is"_s, ColumnKind::Text},
                 {u"protocol"_s, ColumnKind::Text},
                 {u"transport"_s, ColumnKind::Text},
                 {u"tools"_s},
                 {u"handshake"_s},
                 {u"command or URL"_s, ColumnKind::Name}},
                {},
                false};
    for (const telemetry::ServerStatus& server : report.snapshot.servers)
        table.rows.push_back({nameCell(server.name), textCell(versionOf(server)),
                              textCell(protocolOf(server)), textCell(toQString(server.transport)),
                              countCell(server.tools ? server.tools->size() : 0),
                              latencyCell(server.startup.handshake), nameCell(server.address)});
    return table;
}

Table tuningOf(const reports::Report& report) {
    Table table{u"Knobs that differ from their default"_s,
                {{u"knob"_s, ColumnKind::Name},
                 {u"value"_s, ColumnKind::Text},
                 {u"default"_s, ColumnKind::Text},
                 {u"what it does"_s, ColumnKind::Words}},
                {},
                false};
    for (const settings::TuningChange& change : settings::changes({}, report.snapshot.tuning, {})) {
        const settings::Knob* knob = settings::findKnob(change.knob);
        table.rows.push_back({nameCell(change.knob), textCell(shownLine(change.to)),
                              textCell(shownLine(change.from), Tone::Muted),
                              textCell(knob ? toQString(knob->effect) : QString(), Tone::Muted)});
    }
    return table;
}

Facts pathOf(const reports::Report& report) {
    Facts facts{u"What the stages did"_s, {}};
    for (const reports::StageText& stage : reports::pathTexts(report.snapshot.path))
        facts.rows.emplace_back(shownLine(stage.stage), shownLine(stage.text));
    return facts;
}

} // namespace

Section configurationSection(const reports::Report& report) {
    Section section{u"configuration"_s, u"Configuration"_s, {}};
    if (Facts scenario = scenarioOf(report); !scenario.rows.empty())
        section.blocks.push_back(std::move(scenario));
    if (Table servers = serversOf(report); !servers.rows.empty())
        section.blocks.push_back(std::move(servers));
    if (Table tuning = tuningOf(report); !tuning.rows.empty())
        section.blocks.push_back(std::move(tuning));
    else
        section.blocks.push_back(Paragraphs{{u"All knobs had their defaults."_s}});
    if (Facts path = pathOf(report); !path.rows.empty())
        section.blocks.push_back(std::move(path));
    return section;
}

} // namespace dyno::ui
