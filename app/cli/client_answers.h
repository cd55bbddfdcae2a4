#pragma once

#include "app/cli/server_options.h"
#include "engine/settings/client_policy.h"

namespace dyno::app {

/// --root, --elicitation and --sampling as the policy by which a server's requests are answered. InvalidInput
/// names the option.
[[nodiscard]] Result<settings::ClientPolicy> clientPolicy(const ServerOptions& options);

} // namespace dyno::app
