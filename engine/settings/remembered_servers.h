#pragma once

#include "engine/error.h"
#include "engine/settings/server_config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dyno::settings {

/// How a server was spoken to when it last worked, so that it need not be probed again.
struct FoundBefore {
    HttpDialect dialect = HttpDialect::Auto; ///< Auto: it is no HTTP server
    std::string era;                         ///< "legacy" or "modern"

    bool operator==(const FoundBefore&) const = default;
};

struct RememberedServer {
    ServerConfig config; ///< with `${secret:key}` for what is missing
    std::optional<FoundBefore> found;
    std::vector<std::string> missing; ///< keys of secrets; fillSecrets() puts their values in
};

/// A secret that was taken out of a configuration.
struct StoredSecret {
    std::string server; ///< a name that is unique in the file
    std::string key;    ///< unique in the server; says where the secret stands: "environment.API_KEY"
    std::string value;
};

struct RememberedText {
    std::string text; ///< JSON
    std::vector<StoredSecret> secrets;
};

/// The text of our own file of servers (format mcp-dyno/remembered/1). Each secret (ServerConfig::secrets and
/// what the rules find) is replaced by `${secret:key}`. A second server of one name gets a name of its own.
RememberedText writeRemembered(std::vector<RememberedServer> servers);

/// Reads that text; what it refers to is `missing`. InvalidInput says what is wrong with it.
[[nodiscard]] Result<std::vector<RememberedServer>> readRemembered(const std::string& text);

/// Puts secrets, by key, where they belong, and notes them in the configuration. A key without a value stays
/// missing.
void fillSecrets(RememberedServer& server, const std::map<std::string, std::string>& values);

} // namespace dyno::settings
