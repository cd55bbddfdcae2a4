#pragma once

#include <nlohmann/json.hpp>

#include <string>

/// Reading JSON that a peer sent, and that may be anything: what is absent or of another type counts as none.
namespace dyno::mcp {

/// A member, or null.
const nlohmann::json& member(const nlohmann::json& value, const char* key);
/// A member that is an object or a list, or an empty one of that type.
const nlohmann::json& objectMember(const nlohmann::json& value, const char* key);
const nlohmann::json& listMember(const nlohmann::json& value, const char* key);
/// A member that is a string, or an empty one.
std::string textMember(const nlohmann::json& value, const char* key);

} // namespace dyno::mcp
