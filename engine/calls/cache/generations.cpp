#include "engine/calls/cache/generations.h"

#include <algorithm>

namespace dyno::calls {

std::uint64_t Generations::of(ServerId server, std::string_view tool) const {
    const auto found = m_servers.find(server);
    if (found == m_servers.end())
        return m_ofAll;
    const auto& [own, tools] = found->second;
    const auto ofTool = tools.find(tool);
    return std::max({m_ofAll, own, ofTool == tools.end() ? 0 : ofTool->second});
}

void Generations::begin() {
    m_ofAll = ++m_last;
    m_servers.clear();
}

void Generations::begin(ServerId server) {
    m_servers[server] = {++m_last, {}};
}

void Generations::begin(ServerId server, std::string_view tool) {
    m_servers[server].tools.insert_or_assign(std::string(tool), ++m_last);
}

} // namespace dyno::calls
