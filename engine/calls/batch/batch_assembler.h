#pragma once

#include "engine/async/clock.h"
#include "engine/ids.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dyno::calls {

using async::Duration;
using async::TimePoint;

/// Decides which calls go together, and when. Pure: fed with calls and the time. Calls of one tool of one
/// server gather until there are as many as their limit wants, or one of them must not wait any longer.
class BatchAssembler {
public:
    class Place;
    /// Those that go together, in the order in which they came. They wait no longer.
    using Batch = std::vector<Place*>;

private:
    struct Group {
        Batch places;
        TimePoint due = TimePoint::max();
    };
    struct Key {
        ServerId server = 0;
        std::string tool;
    };
    struct KeyOrder {
        using is_transparent = void;
        template<class A, class B>
        bool operator()(const A& a, const B& b) const {
            return std::pair(a.server, std::string_view(a.tool)) <
                   std::pair(b.server, std::string_view(b.tool));
        }
    };
    using Groups = std::map<Key, Group, KeyOrder>;

public:
    struct Limits {
        std::size_t size = 1;
        Duration longestWait{};
    };

    /// One call while it waits for others. It leaves when it is destroyed.
    class Place {
    public:
        Place() = default;
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { leave(); }

        bool waits() const { return m_assembler != nullptr; }
        void leave();

    private:
        friend BatchAssembler;
        BatchAssembler* m_assembler = nullptr; ///< null unless it waits
        Groups::iterator m_group;
        TimePoint m_latest;
    };

    BatchAssembler() = default;
    BatchAssembler(const BatchAssembler&) = delete;
    BatchAssembler& operator=(const BatchAssembler&) = delete;
    ~BatchAssembler();

    /// The batch that this call has made complete; empty when it waits. It waits for `longestWait`, but not
    /// longer than half of the time that it has left, so that the answer still finds it.
    [[nodiscard]] Batch join(Place& place, ServerId server, std::string_view tool, const Limits& limits,
                             TimePoint now, TimePoint deadline);
    /// When takeDue() next has something; TimePoint::max() when nothing waits.
    TimePoint nextDue() const;
    std::vector<Batch> takeDue(TimePoint now);
    std::vector<Batch> takeAll();
    std::vector<Batch> takeAll(ServerId server);

    std::size_t waiting() const { return m_waiting; }

private:
    Batch take(Groups::iterator group);
    template<class Wanted>
    std::vector<Batch> takeWhere(Wanted wanted);

    Groups m_groups; ///< none is empty
    std::size_t m_waiting = 0;
};

} // namespace dyno::calls
