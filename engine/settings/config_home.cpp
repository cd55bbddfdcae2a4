#include "engine/settings/config_home.h"

namespace dyno::settings {

std::filesystem::path configHome(const std::filesystem::path& home,
                                 const std::map<std::string, std::string>& environment) {
    const auto set = environment.find("XDG_CONFIG_HOME");
    const std::filesystem::path path = set == environment.end() ? "" : set->second;
    return path.is_absolute() ? path : home / ".config";
}

} // namespace dyno::settings
