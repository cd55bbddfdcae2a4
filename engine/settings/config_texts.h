#pragma once

#include "engine/settings/server_config.h"

#include <functional>
#include <string>

namespace dyno::settings {

/// Called with a text that may be changed, and where it stands, such as "argv.0" or "headers.Authorization".
using TextVisitor = std::function<void(std::string& text, const std::string& where)>;

/// Visits every text of a configuration that may hold a reference or a secret.
void forEachText(ServerConfig& config, const TextVisitor& visit);

} // namespace dyno::settings
