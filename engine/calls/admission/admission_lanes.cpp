#include "engine/calls/admission/admission_lanes.h"

#include <utility>

namespace dyno::calls {

namespace {

constexpr std::size_t mostIdle = 256;

} // namespace

void AdmissionLanes::limit(int perServer, int perTool) {
    m_perServer = perServer;
    m_perTool = perTool;
    for (auto& [id, server] : m_servers) {
        for (auto& [tool, lane] : server.tools)
            sort(lane);
        sort(server);
    }
}

ToolLane& AdmissionLanes::of(const AdmissionEntry& entry) {
    ServerLane& server = m_servers[entry.server];
    if (const auto found = server.tools.find(entry.tool); found != server.tools.end())
        return found->second;
    if (server.tools.empty()) {
        server.id = entry.server;
        server.turn = ++m_turn; // at the end of the line, or who comes and goes would always be first
    }
    const auto [place, isNew] = server.tools.try_emplace(std::string(entry.tool), server);
    place->second.tool = place->first;
    ++m_tools;
    settle(place->second);
    return place->second;
}

void AdmissionLanes::wait(AdmissionEntry& entry, ToolLane& lane) {
    entry.lane = &lane;
    lane.waiting.push_back(entry);
    settle(lane);
}

void AdmissionLanes::stopWaiting(AdmissionEntry& entry) {
    ToolLane& lane = *std::exchange(entry.lane, nullptr);
    lane.waiting.erase(lane.waiting.iterator_to(entry));
    settle(lane);
}

void AdmissionLanes::run(AdmissionEntry& entry, ToolLane& lane) {
    if (entry.lane)
        lane.waiting.erase(lane.waiting.iterator_to(entry));
    entry.lane = &lane;
    ++lane.running;
    ++lane.server.running;
    if (lane.server.ready.is_linked())
        m_ready.erase(m_ready.iterator_to(lane.server)); // while its turn is what it is sorted by
    lane.server.turn = ++m_turn;
    settle(lane);
}

void AdmissionLanes::stopRunning(AdmissionEntry& entry) {
    ToolLane& lane = *std::exchange(entry.lane, nullptr);
    --lane.running;
    --lane.server.running;
    settle(lane);
}

/// Puts a lane where it belongs after something changed in it.
void AdmissionLanes::settle(ToolLane& lane) {
    sort(lane);
    sort(lane.server);
    const bool idle = lane.running == 0 && lane.waiting.empty();
    if (idle == lane.idle.is_linked())
        return;
    if (!idle)
        m_idle.erase(m_idle.iterator_to(lane));
    else
        m_idle.push_back(lane);
    if (m_idle.size() > mostIdle)
        drop(m_idle.front());
}

void AdmissionLanes::sort(ToolLane& lane) {
    auto& ready = lane.server.readyTools;
    if (lane.ready.is_linked())
        ready.erase(ready.iterator_to(lane));
    if (lane.waiting.empty() || lane.running >= m_perTool)
        return;
    lane.sortedBy = lane.waiting.front().number;
    ready.insert(lane);
}

void AdmissionLanes::sort(ServerLane& server) {
    const bool ready = !server.readyTools.empty() && server.running < m_perServer;
    if (ready == server.ready.is_linked())
        return;
    if (ready)
        m_ready.insert(server);
    else
        m_ready.erase(m_ready.iterator_to(server));
}

void AdmissionLanes::drop(ToolLane& lane) {
    ServerLane& server = lane.server;
    m_idle.erase(m_idle.iterator_to(lane));
    server.tools.erase(server.tools.find(lane.tool));
    --m_tools;
    if (server.tools.empty())
        m_servers.erase(server.id);
}

} // namespace dyno::calls
