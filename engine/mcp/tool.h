#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dyno::mcp {

/// A tool's hints, with the protocol's defaults. They are the server's claim and not to be trusted;
/// destructive and idempotent mean something only where readOnly is false.
struct ToolAnnotations {
    bool readOnly = false;
    bool destructive = true;
    bool idempotent = false;
    bool openWorld = true;
};

/// Whether a tool can, or must, be called as a task (2025-11-25, `execution.taskSupport`).
enum class TaskSupport { Forbidden, Optional, Required };

/// An argument that the modern era's HTTP carries in a header too (`x-mcp-header`).
struct ParamHeader {
    std::vector<std::string> path; ///< of property names, from the arguments' object down
    std::string header;            ///< the whole name: "Mcp-Param-Region"
};

/// One entry of tools/list.
struct Tool {
    std::string name;
    std::string title; ///< empty when the server gives none
    std::string description;
    ToolAnnotations annotations;
    /// JSON text with all that the server sent, known to us or not; only white space, the order of names in
    /// an object and the spelling of numbers are ours, which mean nothing in JSON.
    std::string inputSchema;
    TaskSupport taskSupport = TaskSupport::Forbidden;
    std::vector<ParamHeader> paramHeaders = {};
};

} // namespace dyno::mcp
