#pragma once

#include "engine/sessions/call_query.h"
#include "ui/charts/value_scale.h"

namespace dyno::ui {

/// Round moments in the stretch, at most `most` (2 or more); their positions are seconds before its end
/// (negative).
std::vector<ScaleTick> timeTicks(sessions::Range shown, int most);
/// Four quarters of the stretch before now: "−45 s", "now".
std::vector<ScaleTick> ticksBeforeNow(async::Duration span);
/// "−12.3 s"; "now" for zero.
QString textBeforeNow(double secondsFromNow);

} // namespace dyno::ui
