#pragma once

#include "engine/mcp/freshness.h"
#include "engine/mcp/protocol_version.h"

#include <string>

namespace dyno::mcp {

/// What a server said of itself in the handshake.
struct ServerInfo {
    std::string name;    ///< may be empty in the modern era
    std::string version; ///< of the server's software
    std::string protocolVersion;
    Era era = Era::Legacy;
    bool hasTools = false;
    bool toolsListChanged = false; ///< it announces changes of its tool list
    bool hasResources = false;
    bool hasPrompts = false;
    Freshness freshness; ///< of the answer to server/discover; legacy: none
    std::string instructions;
    std::string capabilities; ///< JSON text of an object, as the server sent it
    std::string found;        ///< how its era was found, in words
};

} // namespace dyno::mcp
