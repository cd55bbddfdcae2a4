#pragma once

#include <string_view>

namespace dyno::mcp {

/// What this client announces, as JSON text: no more than ClientAnswers and TaskFollower do. Roots are
/// announced even where there are none: server-filesystem takes announced roots over its own arguments,
/// unless the list is empty.

/// `capabilities` of `initialize`. `elicitation` has its modes from 2025-11-25 on; before, any object will
/// do. `tasks` is missing: it would say that servers may send requests to us as tasks.
inline constexpr std::string_view legacyCapabilities =
    R"({"elicitation":{"form":{},"url":{}},"roots":{"listChanged":false},"sampling":{}})";

/// `io.modelcontextprotocol/clientCapabilities` of each request. A server answers with a task only where the
/// extension is announced.
inline constexpr std::string_view modernCapabilities =
    R"({"elicitation":{"form":{},"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}},"roots":{},"sampling":{}})";

} // namespace dyno::mcp
