#pragma once

#include "engine/telemetry/path_status.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace dyno::reports {

/// What the stages of the call path did, as the summary's "path" has it. Every member is always there.
nlohmann::ordered_json pathJson(const telemetry::PathStatus& path);

/// The same in words, for the stages that did something.
struct StageText {
    std::string stage;
    std::string text;
};
std::vector<StageText> pathTexts(const telemetry::PathStatus& path);

} // namespace dyno::reports
