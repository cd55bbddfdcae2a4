#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

#include <cstdint>
#include <string_view>

namespace dyno::calls {

struct ToolLane;

/// One call as Admission knows it. It lives with its caller, such as in a coroutine's frame, and is linked
/// where it is: Admission allocates nothing for it. Its links are Admission's own.
struct AdmissionEntry {
    enum class State : std::uint8_t {
        Outside, ///< has not entered, or has left
        Running, ///< may begin, or has begun
        Waiting,
        QueueFull,     ///< was turned away at once
        WaitedTooLong, ///< longer than AdmissionTuning::longestWait
        TimedOut,      ///< its own deadline passed while it waited
        Cancelled,
    };

    AdmissionEntry(ServerId ofServer, std::string_view ofTool, async::TimePoint until)
        : server(ofServer)
        , tool(ofTool)
        , deadline(until) {}
    AdmissionEntry(const AdmissionEntry&) = delete;
    AdmissionEntry& operator=(const AdmissionEntry&) = delete;

    const ServerId server;
    const std::string_view tool;     ///< outlives the entry
    const async::TimePoint deadline; ///< of its wait
    State state = State::Outside;

    std::uint64_t number = 0;                     ///< of those that had to wait, in the order of arrival
    async::TimePoint entered;                     ///< its wait began
    async::TimePoint expiry;                      ///< and ends at the latest
    ToolLane* lane = nullptr;                     ///< where it waits, or is counted as running
    boost::intrusive::list_member_hook<> link;    ///< into one of Admission's lists
    boost::intrusive::set_member_hook<> expiring; ///< while it waits
};

using AdmissionList =
    boost::intrusive::list<AdmissionEntry,
                           boost::intrusive::member_hook<AdmissionEntry, boost::intrusive::list_member_hook<>,
                                                         &AdmissionEntry::link>>;

} // namespace dyno::calls
