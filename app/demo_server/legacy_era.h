#pragma once

#include "app/demo_server/message.h"

#include <string>

namespace dyno::demo {

/// What the legacy era adds: the handshake, and the version it settled on.
class LegacyEra {
public:
    /// Answers every handshake with `forcedVersion`, known or not; empty negotiates.
    explicit LegacyEra(std::string forcedVersion)
        : m_forcedVersion(std::move(forcedVersion)) {}

    /// The result of initialize. Answers an unknown version with the newest known one.
    Outcome initialize(const json& params);
    bool initialized() const { return !m_version.empty(); }
    /// Empty before the handshake.
    const std::string& version() const { return m_version; }
    /// Tasks exist in 2025-11-25 only.
    bool hasTasks() const { return m_version == "2025-11-25"; }
    /// JSON-RPC batches exist in 2025-03-26 only.
    bool takesBatches() const { return m_version == "2025-03-26"; }

private:
    json capabilities() const;
    std::string negotiated(const std::string& wanted) const;

    std::string m_forcedVersion;
    std::string m_version;
};

/// This program's name and version as MCP's Implementation object.
json serverInfo();

} // namespace dyno::demo
