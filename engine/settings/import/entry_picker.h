#pragma once

#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace dyno::settings {

/// Whose way of writing an entry down it is, where they differ.
enum class EntryStyle { Common, VsCode, Zed };

/// One server of a configuration file, as it stands there.
struct ConfigEntry {
    std::string name;
    EntryStyle style = EntryStyle::Common;
    std::string project; ///< Claude Code: the folder whose servers these are; else empty
    nlohmann::json value;
};

struct PickedEntries {
    std::vector<ConfigEntry> entries; ///< in the file's order; names may repeat
    nlohmann::json inputs;            ///< VS Code's, an array
};

/// Picks the servers out of a configuration file's text while it is parsed: so they keep the file's order,
/// two of one name are two, and the rest of a file that may be large costs no memory. InvalidInput says where
/// the text is no JSON, or that it has no object of servers.
[[nodiscard]] Result<PickedEntries> pickConfigEntries(const std::string& text);

} // namespace dyno::settings
