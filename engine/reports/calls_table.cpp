#include "engine/reports/cells.h"
#include "engine/reports/export_range.h"
#include "engine/reports/sink.h"
#include "engine/reports/time_numbers.h"
#include "engine/reports/wall_time_text.h"

namespace dyno::reports {

namespace {

using calls::CallRecord;
using sessions::CallRow;
using RowText = std::string (*)(const Cells&);

std::string_view answererName(calls::AnsweredBy answerer) {
    constexpr std::array<std::string_view, 4> names{"nobody", "server", "cache", "sharedFlight"};
    return names[static_cast<std::size_t>(answerer)];
}

/// The phase's name with its unit, as long as the program runs.
std::string_view phaseColumn(int phase) {
    static const auto columns = [] {
        std::array<std::string, calls::phaseCount> all;
        for (int i = 0; i < calls::phaseCount; ++i)
            all[static_cast<std::size_t>(i)] =
                std::string(name(static_cast<calls::Phase>(i))) + "Microseconds";
        return all;
    }();
    return columns[static_cast<std::size_t>(phase)];
}

void addTimes(Cells& cells, const CallRecord& record) {
    cells.push_back(fractionCell("latencyMicroseconds", inMicroseconds(record.latency())));
    const bool began = record.started != calls::TimePoint();
    cells.push_back(began ? fractionCell("serviceTimeMicroseconds", inMicroseconds(record.serviceTime()))
                          : Cell{"serviceTimeMicroseconds", {}, {}});
    const auto phases = calls::phases(record);
    for (int i = 0; i < calls::phaseCount; ++i) {
        const auto& phase = phases[static_cast<std::size_t>(i)];
        cells.push_back(phase ? fractionCell(phaseColumn(i), inMicroseconds(*phase))
                              : Cell{phaseColumn(i), {}, {}});
    }
}

Cells callCells(const CallRow& call, const ExportRange& exported) {
    const CallRecord& record = call.record;
    Cells cells;
    cells.reserve(27);
    cells.push_back(numberCell("id", call.id));
    cells.push_back(textCell("time", wallTimeText(exported.info.startedAt, call.at - exported.info.began)));
    cells.push_back(fractionCell("atMicroseconds", inMicroseconds(call.at)));
    cells.push_back(textCell("server", exported.serverName(record.server)));
    cells.push_back(numberCell("connection", record.connection));
    cells.push_back(textCell("tool", call.tool));
    cells.push_back(textCell("outcome", record.error ? name(*record.error) : "ok"));
    cells.push_back(textCell("error", call.error));
    cells.push_back(numberCell("standsFor", call.weight));
    addTimes(cells, record);
    cells.push_back(numberCell("attempts", record.attempts));
    cells.push_back(numberCell("batch", record.batch));
    cells.push_back(textCell("answeredBy", answererName(record.answeredBy)));
    cells.push_back(textCell("refusal", name(record.refusal)));
    cells.push_back(numberCell("taskPolls", record.taskPolls));
    cells.push_back(numberCell("bytesSent", record.bytesSent));
    cells.push_back(numberCell("bytesReceived", record.bytesReceived));
    return cells;
}

Result<void> writeRows(sessions::SessionReader& reader, const ExportRange& exported, BufferedSink& out,
                       RowText rowText) {
    const auto read = forEachCall(
        reader, exported, [&](const CallRow& call) { return out.write(rowText(callCells(call, exported))); });
    return read.has_error() ? read : out.finish();
}

} // namespace

Result<void> writeCallsCsv(sessions::SessionReader& reader, const Sink& sink,
                           std::optional<sessions::Range> range) {
    const auto exported = exportRange(reader, range);
    if (exported.has_error())
        return exported.error();
    BufferedSink out(sink);
    out.write(csvHeading(callCells({}, *exported)));
    return writeRows(reader, *exported, out, csvRow);
}

Result<void> writeCallsJsonl(sessions::SessionReader& reader, const Sink& sink,
                             std::optional<sessions::Range> range) {
    const auto exported = exportRange(reader, range);
    if (exported.has_error())
        return exported.error();
    BufferedSink out(sink);
    return writeRows(reader, *exported, out, jsonLine);
}

} // namespace dyno::reports
