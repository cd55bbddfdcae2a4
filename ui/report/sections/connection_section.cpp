#include "ui/format.h"
#include "ui/report/process_names.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::ConnectionStatus;
using telemetry::RouteFigures;

/// What is known of one connection: as it was at the end, and what it did in the range.
struct Known {
    const ConnectionStatus* status = nullptr;
    const RouteFigures* figures = nullptr;
};

std::map<ConnectionId, Known> knownOf(const reports::Report& report) {
    std::map<ConnectionId, Known> known;
    for (const ConnectionStatus& status : report.snapshot.connections)
        known[status.id].status = &status;
    for (const RouteFigures& figures : report.connections)
        known[figures.connection].figures = &figures;
    return known;
}

QString socketsOf(const ConnectionStatus& status) {
    if (status.socketsOpened + status.socketsReused == 0)
        return u"–"_s;
    return u"%1 opened, %2 reused"_s.arg(formatCount(status.socketsOpened),
                                         formatCount(status.socketsReused));
}

QString transportOf(const ConnectionStatus& status) {
    QString text = toQString(status.transport);
    if (!status.httpVersion.empty())
        text += u" "_s % toQString(status.httpVersion);
    return status.pid == 0 ? text : text % u" · pid %1"_s.arg(status.pid);
}

std::vector<Cell> rowOf(const reports::Report& report, ConnectionId id, const Known& known) {
    std::vector<Cell> row{{id == 0 ? u"none"_s : u"#%1"_s.arg(id), double(id)}};
    if (known.status)
        row.insert(row.end(),
                   {nameCell(known.status->serverName), textCell(transportOf(*known.status)),
                    textCell(toQString(name(known.status->state))), textCell(socketsOf(*known.status))});
    else
        row.insert(row.end(),
                   {known.figures->server == 0 ? textCell(u"–"_s, Tone::Muted)
                                               : textCell(serverName(report, known.figures->server)),
                    textCell(u"–"_s, Tone::Muted),
                    textCell(id == 0 ? u"served by no connection"_s : u"replaced"_s, Tone::Muted),
                    textCell(u"–"_s, Tone::Muted)});
    const RouteFigures none;
    const RouteFigures& figures = known.figures ? *known.figures : none;
    const telemetry::LatencySummary latency = telemetry::summarize(figures.latency);
    row.insert(row.end(), {countCell(figures.counts.ended()), errorCell(figures.counts.errors()),
                           latencyCell(latency.p50), latencyCell(latency.p99), latencyCell(latency.max)});
    return row;
}

} // namespace

Section connectionSection(const reports::Report& report) {
    Table table{u"Connections as they were at the end, with the calls that they served in this time"_s,
                {{u"id"_s},
                 {u"server"_s, ColumnKind::Name},
                 {u"transport"_s, ColumnKind::Text},
                 {u"state"_s, ColumnKind::Text},
                 {u"sockets"_s, ColumnKind::Text},
                 {u"calls"_s},
                 {u"errors"_s},
                 {u"p50"_s},
                 {u"p99"_s},
                 {u"max"_s}},
                {},
                true};
    for (const auto& [id, known] : knownOf(report))
        table.rows.push_back(rowOf(report, id, known));
    if (table.rows.empty())
        return {u"connections"_s, u"Connections"_s, {}};
    return {u"connections"_s, u"Connections"_s, {std::move(table)}};
}

} // namespace dyno::ui
