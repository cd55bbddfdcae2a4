#pragma once

#include "engine/calls/admission/admission_entry.h"

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <unordered_map>

namespace dyno::calls {

struct ServerLane;

/// The calls of one tool of one server.
struct ToolLane {
    explicit ToolLane(ServerLane& ofServer)
        : server(ofServer) {}

    ServerLane& server;
    std::string_view tool; ///< its key in ServerLane::tools
    int running = 0;
    AdmissionList waiting;      ///< in the order of arrival
    std::uint64_t sortedBy = 0; ///< the number of the first that waits, while this lane is ready
    boost::intrusive::set_member_hook<> ready;
    boost::intrusive::list_member_hook<> idle;
};

/// Finds text by a view, without making a string of it.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct EarlierCall {
    bool operator()(const ToolLane& a, const ToolLane& b) const { return a.sortedBy < b.sortedBy; }
};

/// The calls of one server.
struct ServerLane {
    using ReadyTools = boost::intrusive::set<
        ToolLane,
        boost::intrusive::member_hook<ToolLane, boost::intrusive::set_member_hook<>, &ToolLane::ready>,
        boost::intrusive::compare<EarlierCall>>;

    ServerId id = 0;
    int running = 0;
    std::uint64_t turn = 0; ///< when it had its last turn, in turns
    std::unordered_map<std::string, ToolLane, TextHash, std::equal_to<>> tools;
    ReadyTools readyTools; ///< with a call that only the server's own limit can hold up
    boost::intrusive::set_member_hook<> ready;
};

struct EarlierTurn {
    bool operator()(const ServerLane& a, const ServerLane& b) const { return a.turn < b.turn; }
};

/// Who runs and waits, by server and tool, and whose turn it is: servers in turns, and within one the call
/// that came first of those whose tool has a place. A lane is found by hash; those without calls are kept, up
/// to a bound, so that the next call finds them. Pure.
class AdmissionLanes {
public:
    /// Places for each server and each tool. Takes time for each lane.
    void limit(int perServer, int perTool);

    /// The lane of this call; made when there is none.
    ToolLane& of(const AdmissionEntry& entry);
    bool hasPlace(const ToolLane& lane) const {
        return lane.running < m_perTool && lane.server.running < m_perServer;
    }

    void wait(AdmissionEntry& entry, ToolLane& lane);
    void stopWaiting(AdmissionEntry& entry);
    void run(AdmissionEntry& entry, ToolLane& lane);
    void stopRunning(AdmissionEntry& entry);

    /// Whether a call waits whose server and tool have a place.
    bool anyReady() const { return !m_ready.empty(); }
    /// The call whose turn it is, of those. It goes on waiting until it is told to run.
    AdmissionEntry& first() { return m_ready.begin()->readyTools.begin()->waiting.front(); }

    std::size_t size() const { return m_tools; } ///< lanes of tools

private:
    void sort(ToolLane& lane);
    void sort(ServerLane& server);
    void settle(ToolLane& lane);
    void drop(ToolLane& lane);

    using ReadyServers = boost::intrusive::set<
        ServerLane,
        boost::intrusive::member_hook<ServerLane, boost::intrusive::set_member_hook<>, &ServerLane::ready>,
        boost::intrusive::compare<EarlierTurn>>;
    using IdleLanes = boost::intrusive::list<
        ToolLane,
        boost::intrusive::member_hook<ToolLane, boost::intrusive::list_member_hook<>, &ToolLane::idle>>;

    int m_perServer = std::numeric_limits<int>::max();
    int m_perTool = std::numeric_limits<int>::max();
    std::uint64_t m_turn = 0;
    std::size_t m_tools = 0;
    std::unordered_map<ServerId, ServerLane> m_servers;
    ReadyServers m_ready; ///< with a place and a ready tool
    IdleLanes m_idle;     ///< without calls, the longest idle first
};

} // namespace dyno::calls
