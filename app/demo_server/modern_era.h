#pragma once

#include "app/demo_server/message.h"

#include <optional>

namespace dyno::demo {

/// What the modern era adds: the _meta on every request, and discovery.
namespace modern {

inline constexpr const char* version = "2026-07-28";
inline constexpr const char* versionKey = "io.modelcontextprotocol/protocolVersion";
inline constexpr const char* tasksExtension = "io.modelcontextprotocol/tasks";

/// Whether a request's params name a protocol version, as only the modern era does.
bool speaks(const json& params);
std::optional<RpcError> checkMeta(const json& params);
bool declaresTasks(const json& params);
RpcError tasksMustBeDeclared();
json discover();
/// What to tell a client that sends initialize to a server without the legacy era.
RpcError noHandshake();

} // namespace modern

} // namespace dyno::demo
