#pragma once

#include "engine/settings/import/client_config.h"
#include "engine/settings/import/entry_picker.h"

namespace dyno::settings {

/// Reads one entry, with its references replaced but for `${input:x}`. InvalidInput says why it cannot be
/// used.
[[nodiscard]] Result<ServerConfig> readConfigEntry(const ConfigEntry& entry, const ImportContext& context,
                                                   Substitution& substitution);

/// What must hold once nothing is left to be replaced: a URL that can be used, headers that can be sent.
[[nodiscard]] Result<void> checkAddress(const ServerConfig& config);

} // namespace dyno::settings
