#pragma once

#include "app/demo_server/message.h"

#include <optional>

namespace dyno::demo {

class Catalogue;
class HttpRequest;

/// The first header of a modern request that is missing or says something else than the body; nothing when
/// all agree. `message` is a request with params that are an object.
std::optional<RpcError> checkHeaders(const HttpRequest& request, const json& message,
                                     const Catalogue& catalogue);

} // namespace dyno::demo
