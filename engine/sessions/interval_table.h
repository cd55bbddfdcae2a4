#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/session_database.h"
#include "engine/telemetry/snapshot.h"

#include <vector>

namespace dyno::sessions {

/// One row of the table `interval`.
struct IntervalRow {
    std::int64_t id = 0;
    Duration began{};
    Duration ended{};
    std::uint32_t run = 0;
    std::uint32_t inFlight = 0;
    telemetry::CallCounts counts;
    telemetry::CallCounts until; ///< of all intervals up to this one
    Duration p50{}, p90{}, p99{}, max{};
};

/// Neighbours in the table, by their position; the end does not belong to it.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end - begin; }
};

/// The intervals of a session in the order of time. They are read once; those that a session that is being
/// written gets later are added by update(). All of it throws what SessionDatabase::attempt() catches.
class IntervalTable {
public:
    static constexpr std::size_t maxRows = 4'000'000; ///< nine days

    explicit IntervalTable(SessionDatabase& database)
        : m_database(database) {}

    void update();

    const std::vector<IntervalRow>& rows() const { return m_rows; }
    const IntervalRow& operator[](std::size_t position) const { return m_rows[position]; }
    Span all() const { return {0, m_rows.size()}; }
    /// Those that lie in the range as a whole.
    Span within(Range range) const;
    /// Those that have a part in it.
    Span touching(Range range) const;
    /// Those of one run; they follow each other.
    Span ofRun(std::uint32_t run) const;
    /// Of the first one whose id is not less.
    std::size_t positionOf(std::int64_t id) const;
    /// Cut into at most `count` parts that take about the same time; none is empty.
    std::vector<Span> parts(Span span, std::size_t count) const;
    Range rangeOf(Span span) const; ///< zero for an empty one
    telemetry::CallCounts countsOf(Span span) const;

private:
    SessionDatabase& m_database;
    std::vector<IntervalRow> m_rows;
};

} // namespace dyno::sessions
