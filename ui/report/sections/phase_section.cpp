#include "ui/models/phase_text.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

Section phaseSection(const reports::Report& report) {
    Table table{u"Phases of the calls, in their order"_s,
                {{u"phase"_s, ColumnKind::Name},
                 {u"what happens in it"_s, ColumnKind::Words},
                 {u"calls"_s},
                 {u"mean"_s},
                 {u"p50"_s},
                 {u"p90"_s},
                 {u"p99"_s},
                 {u"max"_s}},
                {},
                false};
    const auto phases = phasesOf(report.snapshot);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i])
            continue;
        const telemetry::LatencySummary& latency = *phases[i];
        table.rows.push_back(
            {textCell(phaseTitle(calls::Phase(i))), textCell(phaseMeaning(calls::Phase(i)), Tone::Muted),
             countCell(std::uint64_t(latency.count)), latencyCell(latency.mean), latencyCell(latency.p50),
             latencyCell(latency.p90), latencyCell(latency.p99), latencyCell(latency.max)});
    }
    if (table.rows.empty())
        return {u"phases"_s, u"Phases"_s, {}};
    return {u"phases"_s, u"Phases"_s, {std::move(table)}};
}

} // namespace dyno::ui
