#pragma once

#include "app/demo_server/message.h"

#include <optional>
#include <string>

namespace dyno::demo {

/// Answers resources/list, resources/read, prompts/list and prompts/get; nothing for any other method.
std::optional<Outcome> offer(const std::string& method, const json& params, Era era);

} // namespace dyno::demo
