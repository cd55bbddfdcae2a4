#pragma once

#include "engine/sessions/figures_codec.h"
#include "engine/sessions/interval_table.h"
#include "engine/telemetry/figures.h"

#include <functional>
#include <vector>

namespace dyno::sessions {

/// Sums of what the table `figures` holds, read in as few rows as cover a span. All of it throws what
/// SessionDatabase::attempt() catches.
class FigureSums {
public:
    FigureSums(SessionDatabase& database, const IntervalTable& intervals)
        : m_database(database)
        , m_intervals(intervals) {}

    void add(Span span, telemetry::Figures& sum);
    void addLatency(Span span, telemetry::Histogram& sum);
    /// The same parts with the borders between them where rows of level 1 begin, so that each is read in few
    /// rows; where parts are shorter than half of such a row, as they are. There may be half as many then.
    std::vector<Span> alongRows(const std::vector<Span>& parts);
    /// Those for which `of` says the same are counted together.
    std::map<Route, RouteSum> routes(Span span, const RouteGroup& of);

private:
    enum class What { Figures, Routes };
    using Take = std::function<void(std::string_view)>;
    void forEachRow(Span span, What what, const Take& take);
    void level0(std::int64_t first, std::int64_t last, What what, const Take& take);

    SessionDatabase& m_database;
    const IntervalTable& m_intervals;
};

} // namespace dyno::sessions
