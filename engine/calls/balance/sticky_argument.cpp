#include "engine/calls/balance/sticky_argument.h"

#include <nlohmann/json.hpp>

namespace dyno::calls {

std::string stickyArgument(std::string_view arguments, const std::string& name) {
    if (name.empty())
        return {};
    const nlohmann::json object = nlohmann::json::parse(arguments, nullptr, false);
    if (!object.is_object() || !object.contains(name))
        return {};
    return object.at(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace dyno::calls
