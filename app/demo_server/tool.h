#pragma once

#include "app/demo_server/message.h"

#include <memory>
#include <string>
#include <vector>

namespace dyno::demo {

class Call;
struct Toolbox;
using CallPtr = std::shared_ptr<Call>;

/// An argument that modern HTTP repeats in a header.
struct HeaderArgument {
    std::string header; ///< Mcp-Param-…
    json::json_pointer argument;
};

/// One tool: what tools/list says of it, and what a call does. `run` must end in an answer, now or later,
/// unless not answering is what the tool is for; the arguments it sees have passed the schema and hold its
/// defaults.
struct Tool {
    json definition;
    void (*run)(const CallPtr& call, Toolbox& toolbox) = nullptr;
    bool unqueued = false; ///< takes neither a place among the parallel calls nor a service time

    // From the definition:
    bool taskOnly = false;
    std::vector<HeaderArgument> headerArguments = {};

    std::string name() const { return definition.at("name").get<std::string>(); }
};

} // namespace dyno::demo
