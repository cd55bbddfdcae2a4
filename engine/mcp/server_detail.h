#pragma once

#include <string>
#include <vector>

namespace dyno::mcp {

/// One entry of resources/list.
struct Resource {
    std::string uri;
    std::string name;
    std::string title;
    std::string description;
    std::string mimeType;
};

struct PromptArgument {
    std::string name;
    std::string description;
    bool required = false;
};

/// One entry of prompts/list.
struct Prompt {
    std::string name;
    std::string title;
    std::string description;
    std::vector<PromptArgument> arguments;
};

/// What a server offers beside its tools. Lists that could not be read are empty, with the reason.
struct ServerDetail {
    std::string capabilities; ///< JSON text of an object, as the server sent it
    std::string instructions;
    std::vector<Resource> resources;
    std::string resourcesProblem;
    std::vector<Prompt> prompts;
    std::string promptsProblem;
    std::vector<std::string> toolWarnings; ///< tools that were left out of the list, and why
};

} // namespace dyno::mcp
