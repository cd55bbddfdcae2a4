#include "engine/reports/wall_time_text.h"

#include <fmt/format.h>

namespace dyno::reports {

std::string wallTimeText(sessions::WallTime time, sessions::Duration later) {
    namespace chrono = std::chrono;
    const auto moment =
        chrono::sys_time<chrono::microseconds>(time) + chrono::floor<chrono::microseconds>(later);
    const auto day = chrono::floor<chrono::days>(moment);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), clock.subseconds().count());
}

} // namespace dyno::reports
