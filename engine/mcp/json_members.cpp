#include "engine/mcp/json_members.h"

namespace dyno::mcp {

using nlohmann::json;

const json& member(const json& value, const char* key) {
    static const json none;
    if (!value.is_object())
        return none;
    const auto found = value.find(key);
    return found == value.end() ? none : *found;
}

const json& objectMember(const json& value, const char* key) {
    static const json none = json::object();
    const json& found = member(value, key);
    return found.is_object() ? found : none;
}

const json& listMember(const json& value, const char* key) {
    static const json none = json::array();
    const json& found = member(value, key);
    return found.is_array() ? found : none;
}

std::string textMember(const json& value, const char* key) {
    const json& found = member(value, key);
    return found.is_string() ? found.get<std::string>() : std::string();
}

} // namespace dyno::mcp
