#include "engine/sessions/figure_sums.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::sessions {

namespace {

constexpr std::size_t rowIntervals = 64; ///< at most, in one of level 1

void must(const Result<void>& result) {
    if (result.has_error())
        throw Damaged(result.error().message);
}

} // namespace

void FigureSums::add(Span span, telemetry::Figures& sum) {
    telemetry::CallCounts expected = sum.counts;
    telemetry::add(m_intervals.countsOf(span), expected);
    forEachRow(span, What::Figures, [&](std::string_view text) { must(addFigures(text, sum)); });
    if (sum.counts != expected)
        throw Damaged("its figures are not those of its intervals");
}

void FigureSums::addLatency(Span span, telemetry::Histogram& sum) {
    forEachRow(span, What::Figures, [&](std::string_view text) { must(sessions::addLatency(text, sum)); });
}

/// Rows of level 1 where they lie wholly inside, those of single intervals before, between and after them.
void FigureSums::forEachRow(Span span, What what, const Take& take) {
    if (span.size() == 0)
        return;
    std::int64_t next = m_intervals[span.begin].id;
    const std::int64_t last = m_intervals[span.end - 1].id;
    auto query = m_database.statement(fmt::format("SELECT first, last, {} FROM figures WHERE level = 1 AND "
                                                  "first >= ? AND first <= ? ORDER BY first",
                                                  what == What::Figures ? "figures" : "routes"));
    query.bind(1, next);
    query.bind(2, last);
    while (query.executeStep()) {
        const std::int64_t rowFirst = query.getColumn(0).getInt64();
        const std::int64_t rowLast = query.getColumn(1).getInt64();
        if (rowLast > last)
            break;
        if (rowFirst < next || rowLast < rowFirst)
            throw Damaged("rows of its figures overlap");
        level0(next, rowFirst - 1, what, take);
        if (query.isColumnNull(2)) // routes that were too many to be added up
            level0(rowFirst, rowLast, what, take);
        else
            take(blobAt(query, 2));
        next = rowLast + 1;
    }
    level0(next, last, what, take);
}

void FigureSums::level0(std::int64_t first, std::int64_t last, What what, const Take& take) {
    if (first > last)
        return;
    auto query = m_database.statement(fmt::format("SELECT {} FROM figures WHERE level = 0 AND first >= ? AND "
                                                  "first <= ? ORDER BY first",
                                                  what == What::Figures ? "figures" : "routes"));
    query.bind(1, first);
    query.bind(2, last);
    while (query.executeStep())
        take(blobAt(query, 0));
}

std::vector<Span> FigureSums::alongRows(const std::vector<Span>& parts) {
    if (parts.empty() || (parts.back().end - parts.front().begin) / parts.size() < rowIntervals / 2)
        return parts;
    std::vector<std::size_t> starts{parts.front().begin};
    auto query = m_database.statement("SELECT first FROM figures WHERE level = 1 ORDER BY first");
    while (query.executeStep())
        if (const std::size_t start = m_intervals.positionOf(query.getColumn(0).getInt64());
            start > starts.back())
            starts.push_back(start);
    std::vector<Span> aligned{parts.front()};
    for (const Span& part : parts) {
        const std::size_t border = *std::prev(std::ranges::upper_bound(starts, part.begin));
        aligned.back().end = border;
        if (aligned.back().size() > 0)
            aligned.push_back({border, border});
        else
            aligned.back().begin = border;
    }
    aligned.back().end = parts.back().end;
    return aligned;
}

std::map<Route, RouteSum> FigureSums::routes(Span span, const RouteGroup& of) {
    std::map<Route, RouteSum> sums;
    forEachRow(span, What::Routes,
               [&](std::string_view text) { must(addRoutes(text, sums, mostRoutes, of)); });
    return sums;
}

} // namespace dyno::sessions
