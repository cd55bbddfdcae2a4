#pragma once

#include <array>
#include <string_view>

namespace dyno::mcp {

/// Legacy servers open with `initialize`; modern ones (2026-07-28) carry the version in every request.
enum class Era { Legacy, Modern };

constexpr std::string_view name(Era era) {
    return era == Era::Legacy ? "legacy" : "modern";
}

inline constexpr std::string_view modernVersion = "2026-07-28";

/// Newest first; the first is what `initialize` asks for.
inline constexpr std::array<std::string_view, 4> legacyVersions{"2025-11-25", "2025-06-18", "2025-03-26",
                                                                "2024-11-05"};

// Errors that only modern servers send (2026-07-28, "Error codes").
inline constexpr int headerMismatch = -32020;
inline constexpr int missingClientCapability = -32021;
inline constexpr int unsupportedVersion = -32022;

constexpr bool isLegacyVersion(std::string_view version) {
    for (const std::string_view known : legacyVersions)
        if (known == version)
            return true;
    return false;
}

} // namespace dyno::mcp
