#pragma once

#include "engine/sessions/compare/comparison.h"
#include "engine/sessions/session_reader.h"

#include <string>
#include <vector>

namespace dyno::reports {

/// All that a report says, in whatever form it is written: numbers and words, no pictures.
struct Report {
    sessions::SessionInfo info;
    sessions::Range range;        ///< what the figures speak of
    std::string scope;            ///< "run 2 of 3", "the whole session", "12.0 s – 19.4 s"
    telemetry::Snapshot snapshot; ///< of the range; see SessionReader::snapshot()
    telemetry::Figures figures;
    std::vector<telemetry::RouteFigures> tools; ///< most calls first
    std::vector<telemetry::RouteFigures> connections;
    std::vector<telemetry::SeriesPoint> series;     ///< over the range, at most 600 points
    std::vector<sessions::ProcessSample> processes; ///< thinned out to some thousands; peaks stay
    std::vector<sessions::ChangeVerdict> changes;

    /// Failed calls of one kind.
    struct Failure {
        ErrorKind kind{};
        std::uint64_t count = 0;
        std::string example; ///< the first one's message
        std::string detail;  ///< its stderr tail, exit status
        std::string tool;
    };
    std::vector<Failure> failures; ///< most first
    /// The first failure of each tool that had some and whose failures were kept; `count` is of all its
    /// failures.
    std::vector<Failure> toolFailures;

    /// The summary in words: a sentence or two a paragraph.
    std::vector<std::string> words;
    /// How it was measured: what latency counts from, what is left out, what was sampled or lost.
    std::vector<std::string> method;
};

/// Without a range: the last run, else the whole session.
[[nodiscard]] Result<Report> makeReport(sessions::SessionReader& reader,
                                        std::optional<sessions::Range> range = {});

} // namespace dyno::reports
