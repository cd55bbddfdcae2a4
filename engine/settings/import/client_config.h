#pragma once

#include "engine/error.h"
#include "engine/settings/import/substitution.h"
#include "engine/settings/server_config.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dyno::settings {

/// What a configuration file is read against.
struct ImportContext {
    std::filesystem::path file; ///< named in errors; a relative envFile counts from its folder
    Surroundings surroundings;
    /// Reads an envFile. The error says why it cannot, with the path.
    std::function<Result<std::string>(const std::filesystem::path&)> readFile;
};

/// A value that a person has to give before an entry can be used: `${input:id}`.
struct NeededInput {
    std::string id;
    std::string description;           ///< may be empty
    bool secret = true;                ///< also where the file says nothing of it
    std::optional<std::string> preset; ///< the file's default
    std::vector<std::string> options;  ///< of a pickString; empty: any text
};

/// One entry of a client's configuration.
struct ImportedServer {
    std::string name;                ///< unique within the file: "files (2)", or "files (project)"
    std::string problem;             ///< why it cannot be used; empty: it can
    std::vector<std::string> inputs; ///< the ids of what it needs; finished() puts their values in
    bool disabled = false;           ///< the file says so; it can be used all the same
    ServerConfig config;             ///< with `${input:id}` in it still; empty when there is a problem
};

/// What a client's configuration file holds, in its order.
struct ImportedConfig {
    std::vector<ImportedServer> servers;
    std::vector<NeededInput> inputs; ///< those that a usable entry refers to
};

/// The input with this id; null when no usable entry refers to it.
const NeededInput* inputOf(const ImportedConfig& config, const std::string& id);

/// Reads the servers of a client's configuration: the objects `mcpServers` (Claude Desktop, Claude Code,
/// Cursor, Windsurf and others; also in each of `projects`), `servers` and `mcp.servers` with `inputs` (VS
/// Code), and `context_servers` (Zed). Comments, trailing commas and unknown keys are no errors. An entry
/// that cannot be used has a `problem`; InvalidInput is for a file of which nothing can: it names file, line
/// and column. Takes time in proportion to the text.
[[nodiscard]] Result<ImportedConfig> readClientConfig(const std::string& text, const ImportContext& context);

/// The entry's configuration with the inputs' values in it; an input without one takes the file's default.
/// InvalidInput names the input that has neither, or what is wrong with the entry.
[[nodiscard]] Result<ServerConfig> finished(const ImportedServer& server, const ImportedConfig& from,
                                            const std::map<std::string, std::string>& values);

} // namespace dyno::settings
