#pragma once

#include "engine/sessions/session_reader.h"
#include "engine/telemetry/histogram_codec.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace dyno::test {

/// A session that is nowhere but in these members. Of a range it says the same as of the whole, but for the
/// calls that it finds.
class MemoryReader final : public sessions::SessionReader {
public:
    using Range = sessions::Range;

    sessions::SessionInfo sessionInfo;
    telemetry::Snapshot state;
    telemetry::Figures counted;
    std::vector<telemetry::RouteFigures> tools, connections;
    std::vector<telemetry::SeriesPoint> points;
    std::vector<Part> cut;
    std::vector<sessions::ProcessSample> samples;
    std::vector<settings::TuningChange> turned;
    std::vector<sessions::CallDetail> calls;
    Range lastRange{}; ///< that was asked for

    MemoryReader() {
        state.series = std::make_shared<const std::vector<telemetry::SeriesPoint>>();
        state.journal = std::make_shared<const std::vector<settings::TuningChange>>();
        state.log = std::make_shared<const std::vector<telemetry::LogEntry>>();
    }

    Result<sessions::SessionInfo> info() override { return sessionInfo; }
    Result<telemetry::Snapshot> snapshot(std::optional<Range>, std::size_t) override { return state; }
    Result<telemetry::Figures> figures(Range range) override {
        lastRange = range;
        return counted;
    }
    Result<std::vector<Part>> parts(Range, std::size_t) override { return cut; }
    Result<std::vector<telemetry::RouteFigures>> byTool(Range) override { return tools; }
    Result<std::vector<telemetry::RouteFigures>> byConnection(Range) override { return connections; }
    Result<std::vector<telemetry::SeriesPoint>> series(Range, std::size_t) override { return points; }
    Result<Range> snapped(Range range) override { return range; }
    Result<std::vector<sessions::ProcessSample>> processes(Range) override { return samples; }
    Result<std::vector<settings::TuningChange>> changes() override { return turned; }

    Result<std::shared_ptr<const sessions::CallIndex>>
    find(const sessions::CallFilter& filter, sessions::CallOrder order, const std::atomic<bool>*) override {
        auto index = std::make_shared<sessions::CallIndex>();
        index->filter = filter;
        index->order = order;
        for (const sessions::CallDetail& call : calls)
            if (filter.outcome == sessions::CallFilter::Outcome::Any || call.row.record.error)
                index->ids.push_back(call.row.id);
        return std::shared_ptr<const sessions::CallIndex>(std::move(index));
    }
    Result<std::vector<sessions::CallRow>> rows(const sessions::CallIndex& index, std::size_t first,
                                                std::size_t count) override {
        std::vector<sessions::CallRow> found;
        for (std::size_t i = first; i < std::min(first + count, index.ids.size()); ++i)
            found.push_back(calls[index.ids[i] - 1].row);
        return found;
    }
    Result<sessions::CallDetail> detail(std::uint32_t id) override { return calls[id - 1]; }
    Result<void> forEachCall(const std::function<bool(const sessions::CallRow&)>& take) override {
        for (const sessions::CallDetail& call : calls)
            if (!take(call.row))
                break;
        return {};
    }

    /// A call of `tool` that took `length`, in phases: a tenth each in queue and send, the rest in the
    /// server. Calls are to be added in the order of their ends.
    sessions::CallDetail& add(std::string tool, async::Duration at, async::Duration length,
                              ConnectionId connection = 1) {
        sessions::CallDetail call;
        call.row.id = static_cast<std::uint32_t>(calls.size() + 1);
        call.row.at = at;
        call.row.tool = std::move(tool);
        dyno::calls::CallRecord& record = call.row.record;
        record.server = 1;
        record.connection = connection;
        record.intended = async::TimePoint(std::chrono::hours(7)) + at; // an arbitrary moment
        record.started = record.intended;
        record.acquired = record.intended + length / 10;
        record.written = record.intended + length / 5;
        record.firstByte = record.lastByte = record.decoded = record.done = record.intended + length;
        record.answeredBy = dyno::calls::AnsweredBy::Server;
        record.attempts = 1;
        calls.push_back(std::move(call));
        return calls.back();
    }
};

} // namespace dyno::test
