#include "engine/sessions/session_reader.h"

#include "engine/sessions/call_search.h"
#include "engine/sessions/call_table.h"
#include "engine/sessions/figure_sums.h"
#include "engine/sessions/interval_table.h"
#include "engine/sessions/session_database.h"
#include "engine/sessions/session_state.h"
#include "engine/sessions/session_summary.h"
#include "engine/telemetry/histogram_codec.h"

namespace dyno::sessions {

namespace {

using telemetry::Figures;
using telemetry::RouteFigures;

class FileReader final : public SessionReader {
public:
    explicit FileReader(std::unique_ptr<SessionDatabase> database)
        : m_database(std::move(database)) {}

    Result<SessionInfo> info() override;
    Result<telemetry::Snapshot> snapshot(std::optional<Range> range, std::size_t points) override;
    Result<Figures> figures(Range range) override;
    Result<std::vector<Part>> parts(Range range, std::size_t count) override;
    Result<std::vector<RouteFigures>> byTool(Range range) override;
    Result<std::vector<RouteFigures>> byConnection(Range range) override;
    Result<std::vector<telemetry::SeriesPoint>> series(Range range, std::size_t points) override;
    Result<Range> snapped(Range range) override;
    Result<std::vector<ProcessSample>> processes(Range range) override;
    Result<std::vector<settings::TuningChange>> changes() override;
    Result<std::shared_ptr<const CallIndex>> find(const CallFilter& filter, CallOrder order,
                                                  const std::atomic<bool>* stop) override;
    Result<std::vector<CallRow>> rows(const CallIndex& index, std::size_t first, std::size_t count) override;
    Result<CallDetail> detail(std::uint32_t id) override;
    Result<void> forEachCall(const std::function<bool(const CallRow&)>& take) override;

private:
    /// What reads figures sees the intervals that the file has by now.
    template<class T, class Read>
    Result<T> read(const Read& read) {
        return m_database->attempt([&]() -> Result<T> {
            m_intervals.update();
            return read();
        });
    }
    SessionParts sources() { return {*m_database, m_intervals, m_sums, m_calls}; }

    std::unique_ptr<SessionDatabase> m_database;
    IntervalTable m_intervals{*m_database};
    FigureSums m_sums{*m_database, m_intervals};
    CallTable m_calls{*m_database};
};

Result<SessionInfo> FileReader::info() {
    return read<SessionInfo>([&] { return readInfo(*m_database, m_intervals); });
}

Result<telemetry::Snapshot> FileReader::snapshot(std::optional<Range> range, std::size_t points) {
    return read<telemetry::Snapshot>([&] { return makeSnapshot(sources(), range, points); });
}

Result<Figures> FileReader::figures(Range range) {
    return read<Figures>([&] {
        Figures sum;
        m_sums.add(m_intervals.within(range), sum);
        return sum;
    });
}

Result<std::vector<SessionReader::Part>> FileReader::parts(Range range, std::size_t count) {
    return read<std::vector<Part>>([&] {
        std::vector<Part> parts;
        telemetry::Histogram latency;
        for (const Span span : m_intervals.parts(m_intervals.within(range), count)) {
            latency.reset();
            m_sums.addLatency(span, latency);
            Part& part = parts.emplace_back(Part{m_intervals.rangeOf(span), m_intervals.countsOf(span), {}});
            telemetry::appendCounts(latency, part.latency);
        }
        return parts;
    });
}

Result<std::vector<RouteFigures>> FileReader::byTool(Range range) {
    return read<std::vector<RouteFigures>>(
        [&] { return sessions::byTool(sources(), m_intervals.within(range)); });
}

Result<std::vector<RouteFigures>> FileReader::byConnection(Range range) {
    return read<std::vector<RouteFigures>>(
        [&] { return sessions::byConnection(sources(), m_intervals.within(range)); });
}

Result<std::vector<telemetry::SeriesPoint>> FileReader::series(Range range, std::size_t points) {
    return read<std::vector<telemetry::SeriesPoint>>(
        [&] { return makeSeries(sources(), m_intervals.within(range), points); });
}

Result<Range> FileReader::snapped(Range range) {
    return read<Range>([&] { return m_intervals.rangeOf(m_intervals.touching(range)); });
}

Result<std::vector<ProcessSample>> FileReader::processes(Range range) {
    return read<std::vector<ProcessSample>>([&] { return readProcesses(*m_database, range); });
}

Result<std::vector<settings::TuningChange>> FileReader::changes() {
    return read<std::vector<settings::TuningChange>>([&] { return readChanges(*m_database); });
}

Result<std::shared_ptr<const CallIndex>> FileReader::find(const CallFilter& filter, CallOrder order,
                                                          const std::atomic<bool>* stop) {
    using Index = std::shared_ptr<const CallIndex>;
    if (filter == CallFilter() && order == CallOrder::Ended)
        return read<Index>(
            [&] { return allCalls(*m_database, m_intervals.countsOf(m_intervals.all()).ended()); });
    return m_database->attempt([&]() -> Result<Index> { return findCalls(*m_database, filter, order); },
                               stop);
}

Result<std::vector<CallRow>> FileReader::rows(const CallIndex& index, std::size_t first, std::size_t count) {
    return m_database->attempt(
        [&]() -> Result<std::vector<CallRow>> { return m_calls.rows(index.ids, first, count); });
}

Result<CallDetail> FileReader::detail(std::uint32_t id) {
    return m_database->attempt([&]() -> Result<CallDetail> { return m_calls.detail(id); });
}

Result<void> FileReader::forEachCall(const std::function<bool(const CallRow&)>& take) {
    return m_database->attempt([&]() -> Result<void> {
        m_calls.forEach(take);
        return {};
    });
}

} // namespace

Result<std::unique_ptr<SessionReader>> SessionReader::open(const std::filesystem::path& file) {
    auto database = SessionDatabase::open(file);
    if (database.has_error())
        return database.error();
    return std::unique_ptr<SessionReader>(std::make_unique<FileReader>(std::move(*database)));
}

} // namespace dyno::sessions
