#include "engine/settings/server_config.h"

#include "engine/settings/command_line.h"

namespace dyno::settings {

std::string_view name(HttpDialect dialect) {
    switch (dialect) {
    case HttpDialect::Streamable:
        return "http";
    case HttpDialect::Sse:
        return "sse";
    case HttpDialect::Auto:
        break;
    }
    return "auto";
}

HttpDialect dialectNamed(std::string_view text) {
    for (const HttpDialect dialect : {HttpDialect::Streamable, HttpDialect::Sse})
        if (name(dialect) == text)
            return dialect;
    return HttpDialect::Auto;
}

std::string addressOf(const ServerConfig& config) {
    return config.http ? config.http->url : joinCommandLine(config.argv);
}

} // namespace dyno::settings
