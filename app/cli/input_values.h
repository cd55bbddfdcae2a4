#pragma once

#include "engine/settings/import/client_config.h"

#include <map>
#include <string>
#include <vector>

namespace dyno::app {

/// The values of `${input:x}` that a server needs, each from the first that has it: `given` ("x=value"), the
/// environment variable MCP_DYNO_INPUT_X (other characters than letters and digits are `_`), a person at the
/// terminal when stdin is one (who sees no secret while typing it, and takes the file's default by an empty
/// answer), the file's default. InvalidInput names an input that has none, or a bad `given`.
[[nodiscard]] Result<std::map<std::string, std::string>> inputValues(const settings::ImportedServer& server,
                                                                     const settings::ImportedConfig& config,
                                                                     const std::vector<std::string>& given);

} // namespace dyno::app
