#pragma once

#include "engine/reports/report.h"
#include "ui/report/pictures/picture.h"

namespace dyno::ui {

/// The charts of the screen, over the report's range.
Picture latencyPicture(const reports::Report& report);
Picture throughputPicture(const reports::Report& report);
/// Where the time goes: the phases of the median call and of the slowest of a hundred.
Picture phasesPicture(const reports::Report& report);
/// Latency and service time at each percentile, the slowest calls drawn out.
Picture percentilePicture(const reports::Report& report);
/// Of the servers' processes, the largest ones apart; none where nothing was sampled.
std::vector<Picture> processPictures(const reports::Report& report);

} // namespace dyno::ui
