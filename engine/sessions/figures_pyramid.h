#pragma once

#include "engine/sessions/figures_codec.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dyno::sessions {

/// A row of the table `figures`.
struct FiguresRow {
    std::int64_t first = 0; ///< intervals, both belong to it
    std::int64_t last = 0;
    std::string figures;
    std::optional<std::string> routes;
};

/// Adds up what one interval after the other counted, for rows of level 1.
class FiguresPyramid {
public:
    static constexpr int width = 64;

    void add(std::int64_t interval, std::uint32_t run, std::string_view figures, std::string_view routes);
    /// What is not yet a whole row becomes one, too.
    void close();
    /// Rows that are whole, since it was last asked.
    std::vector<FiguresRow> take() { return std::exchange(m_rows, {}); }

private:
    /// Of a route there is a whole histogram in memory: beyond so many, whoever reads takes those of level 0.
    static constexpr std::size_t mostAdded = 128;

    std::int64_t m_first = 0;
    int m_intervals = 0; ///< that are added up so far
    std::uint32_t m_run = 0;
    bool m_damaged = false;
    std::unique_ptr<telemetry::Figures> m_sum = std::make_unique<telemetry::Figures>();
    std::optional<std::map<Route, RouteSum>> m_routes; ///< empty: too many
    std::vector<FiguresRow> m_rows;
};

} // namespace dyno::sessions
