#include "ui/report/process_names.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

std::vector<Cell> rowOf(const reports::Report& report, const telemetry::RouteFigures& tool, bool servers) {
    const telemetry::LatencySummary latency = telemetry::summarize(tool.latency);
    std::vector<Cell> row{nameCell(tool.tool)};
    if (servers)
        row.push_back(textCell(serverName(report, tool.server)));
    row.insert(row.end(), {countCell(tool.counts.ended()), errorCell(tool.counts.errors()),
                           shareCell(tool.counts.errors(), tool.counts.ended()), latencyCell(latency.mean),
                           latencyCell(latency.p50), latencyCell(latency.p90), latencyCell(latency.p99),
                           latencyCell(latency.max)});
    return row;
}

} // namespace

Section toolSection(const reports::Report& report) {
    if (report.tools.empty())
        return {u"tools"_s, u"Tools"_s, {}};
    const bool servers = report.snapshot.servers.size() > 1;
    Table table{u"Calls of each tool, and their latency from the intended start"_s,
                {{u"tool"_s, ColumnKind::Name}},
                {},
                true};
    if (servers)
        table.columns.push_back({u"server"_s, ColumnKind::Name});
    for (const QString& title :
         {u"calls"_s, u"errors"_s, u"share"_s, u"mean"_s, u"p50"_s, u"p90"_s, u"p99"_s, u"max"_s})
        table.columns.push_back({title, ColumnKind::Number});
    for (const telemetry::RouteFigures& tool : report.tools)
        table.rows.push_back(rowOf(report, tool, servers));
    return {u"tools"_s, u"Tools"_s, {std::move(table)}};
}

} // namespace dyno::ui
