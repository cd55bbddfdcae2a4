#include "engine/sessions/interval_table.h"

#include "engine/telemetry/figures.h"

#include <algorithm>

namespace dyno::sessions {

namespace {

/// Sums of a few millions of them do not overflow.
constexpr std::uint64_t mostCalls = 1ULL << 40;

constexpr std::int64_t mostId = std::int64_t{1} << 53;

std::uint64_t callsAt(const SQLite::Statement& row, int column) {
    return std::min(countAt(row, column), mostCalls);
}

IntervalRow rowOf(const SQLite::Statement& row) {
    IntervalRow interval;
    interval.id = row.getColumn(0).getInt64();
    interval.began = durationAt(row, 1);
    interval.ended = durationAt(row, 2);
    interval.run = numberAt(row, 3);
    interval.inFlight = numberAt(row, 4);
    interval.counts = {callsAt(row, 5), callsAt(row, 6), callsAt(row, 7), callsAt(row, 8), callsAt(row, 9)};
    interval.p50 = durationAt(row, 10);
    interval.p90 = durationAt(row, 11);
    interval.p99 = durationAt(row, 12);
    interval.max = durationAt(row, 13);
    return interval;
}

} // namespace

void IntervalTable::update() {
    auto query = m_database.statement("SELECT id, began, ended, run, in_flight, started, succeeded, failed, "
                                      "timed_out, cancelled, p50, p90, p99, max FROM interval WHERE id > ? "
                                      "ORDER BY id");
    query.bind(1, m_rows.empty() ? INT64_MIN : m_rows.back().id);
    while (query.executeStep()) {
        IntervalRow row = rowOf(query);
        row.until = m_rows.empty() ? telemetry::CallCounts() : m_rows.back().until;
        telemetry::add(row.counts, row.until);
        const Duration before = m_rows.empty() ? Duration::zero() : m_rows.back().ended;
        if (row.id < 1 || row.id > mostId || row.began < before || row.ended <= row.began)
            throw Damaged("its intervals are not in the order of time");
        if (m_rows.size() == maxRows)
            throw Damaged("it has too many intervals");
        m_rows.push_back(row);
    }
}

Span IntervalTable::within(Range range) const {
    const auto first = std::ranges::lower_bound(m_rows, range.from, {}, &IntervalRow::began);
    const auto last = std::ranges::upper_bound(m_rows, range.to, {}, &IntervalRow::ended);
    return {static_cast<std::size_t>(first - m_rows.begin()),
            static_cast<std::size_t>(std::max(first, last) - m_rows.begin())};
}

Span IntervalTable::touching(Range range) const {
    const auto first = std::ranges::upper_bound(m_rows, range.from, {}, &IntervalRow::ended);
    const auto last = std::ranges::lower_bound(m_rows, range.to, {}, &IntervalRow::began);
    return {static_cast<std::size_t>(first - m_rows.begin()),
            static_cast<std::size_t>(std::max(first, last) - m_rows.begin())};
}

Span IntervalTable::ofRun(std::uint32_t run) const {
    const auto first = std::ranges::find(m_rows, run, &IntervalRow::run);
    const auto last =
        std::find_if(first, m_rows.end(), [&](const IntervalRow& row) { return row.run != run; });
    return {static_cast<std::size_t>(first - m_rows.begin()),
            static_cast<std::size_t>(last - m_rows.begin())};
}

std::size_t IntervalTable::positionOf(std::int64_t id) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(m_rows, id, {}, &IntervalRow::id) -
                                    m_rows.begin());
}

/// In as many parts as have equally many intervals, where these are of equal length. A part that one long
/// interval covers with others is not there of its own.
std::vector<Span> IntervalTable::parts(Span span, std::size_t count) const {
    if (span.size() == 0 || count == 0)
        return {};
    std::vector<Span> parts;
    if (count >= span.size()) { // short ones at the edges of runs stay apart, too
        for (std::size_t i = span.begin; i < span.end; ++i)
            parts.push_back({i, i + 1});
        return parts;
    }
    const std::size_t each = (span.size() + count - 1) / count;
    const std::size_t number = (span.size() + each - 1) / each;
    const Range range = rangeOf(span);
    const double length = static_cast<double>((range.to - range.from).count());
    std::size_t current = number; // of no part
    for (std::size_t i = span.begin; i < span.end; ++i) {
        const Duration middle = m_rows[i].began + (m_rows[i].ended - m_rows[i].began) / 2 - range.from;
        const auto part = static_cast<std::size_t>(static_cast<double>(middle.count()) / length *
                                                   static_cast<double>(number));
        if (part != current)
            parts.push_back({i, i});
        current = part;
        parts.back().end = i + 1;
    }
    return parts;
}

Range IntervalTable::rangeOf(Span span) const {
    return span.size() == 0 ? Range{} : Range{m_rows[span.begin].began, m_rows[span.end - 1].ended};
}

telemetry::CallCounts IntervalTable::countsOf(Span span) const {
    if (span.size() == 0)
        return {};
    const telemetry::CallCounts& until = m_rows[span.end - 1].until;
    const telemetry::CallCounts before = span.begin ? m_rows[span.begin - 1].until : telemetry::CallCounts();
    return {until.started - before.started, until.succeeded - before.succeeded, until.failed - before.failed,
            until.timedOut - before.timedOut, until.cancelled - before.cancelled};
}

} // namespace dyno::sessions
