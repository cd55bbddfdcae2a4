#pragma once

#include "engine/settings/remembered_servers.h"

namespace dyno::settings {

/// Servers as JSON text, as they are: secrets must have been taken out.
std::string rememberedJson(const std::vector<RememberedServer>& servers);

/// The inverse. InvalidInput says where the text is broken, or that it is no file of ours. What has a type
/// that it should not have is left out.
[[nodiscard]] Result<std::vector<RememberedServer>> parseRememberedJson(const std::string& text);

} // namespace dyno::settings
