#pragma once

#include <optional>
#include <string>

namespace dyno::mcp {

/// A tool's hints, with the protocol's defaults. They are the server's claim and not to be trusted;
/// destructive and idempotent mean something only where readOnly is false.
struct ToolAnnotations {
    bool readOnly = false;
    bool destructive = true;
    bool idempotent = false;
    bool openWorld = true;
};

/// One entry of tools/list.
struct Tool {
    std::string name;
    std::string title; ///< empty when the server gives none
    std::string description;
    ToolAnnotations annotations;
    std::string inputSchema; ///< JSON text, as the server sent it
};

} // namespace dyno::mcp
