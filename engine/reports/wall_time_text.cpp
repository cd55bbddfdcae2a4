#include "engine/reports/wall_time_text.h"

#include <fmt/format.h>

namespace dyno::reports {

std::string wallTimeText(sessions::WallTime time, sessions::Duration later) {
    using namespace std::chrono;
    const auto moment = sys_time<microseconds>(time) + floor<microseconds>(later);
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss clock(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), clock.subseconds().count());
}

} // namespace dyno::reports
