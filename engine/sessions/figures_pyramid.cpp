#include "engine/sessions/figures_pyramid.h"

namespace dyno::sessions {

void FiguresPyramid::add(std::int64_t interval, std::uint32_t run, std::string_view figures,
                         std::string_view routes) {
    if (m_intervals > 0 && run != m_run)
        close();
    if (m_intervals == 0) {
        m_first = interval;
        m_run = run;
        m_routes.emplace();
    }
    ++m_intervals;
    m_damaged = m_damaged || addFigures(figures, *m_sum).has_error();
    if (m_routes && addRoutes(routes, *m_routes, mostAdded).has_error())
        m_routes.reset();
    if (m_intervals == width)
        close();
}

void FiguresPyramid::close() {
    if (m_intervals > 1 && !m_damaged) { // one interval is what level 0 has
        FiguresRow& row = m_rows.emplace_back();
        row.first = m_first;
        row.last = m_first + m_intervals - 1;
        row.figures = encodeFigures(*m_sum);
        if (m_routes)
            row.routes = encodeRoutes(*m_routes);
    }
    m_sum->reset();
    m_intervals = 0;
    m_damaged = false;
}

} // namespace dyno::sessions
