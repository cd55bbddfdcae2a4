#pragma once

#include "engine/settings/server_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

/// Whether what goes by this name is secret: a header (X-API-Key), an environment variable (GITHUB_TOKEN), an
/// option (--password) or a query parameter (access_token). Upper and lower case are the same.
bool isSecretName(std::string_view name);

/// The same for a name with its value: a name that only hints (MAX_TOKENS, AUTH_ENABLED) makes no secret of a
/// small number or a yes or no.
bool isSecret(std::string_view name, std::string_view value);

/// The parts of a text that are secret wherever they stand: what follows "Bearer", the value of NAME=VALUE,
/// "Name: value" or --name=value with a secret name, and, in URLs, the password, a user without one and query
/// parameters with a secret name, as written and decoded.
std::vector<std::string> secretsInText(const std::string& text);

/// Every secret in a configuration: by the names of its headers, variables and options, and in each text.
/// Holds whole values and, for "Bearer X", X too; no duplicates. This is the one place that decides.
std::vector<std::string> secretsIn(const ServerConfig& config);

/// Adds secretsIn() to `config.secrets`, each once.
void noteSecrets(ServerConfig& config);

} // namespace dyno::settings
