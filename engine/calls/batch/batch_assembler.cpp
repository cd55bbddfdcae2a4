#include "engine/calls/batch/batch_assembler.h"

#include <algorithm>

namespace dyno::calls {

void BatchAssembler::Place::leave() {
    BatchAssembler* const assembler = std::exchange(m_assembler, nullptr);
    if (!assembler)
        return;
    --assembler->m_waiting;
    Group& group = m_group->second;
    std::erase(group.places, this);
    if (group.places.empty()) {
        assembler->m_groups.erase(m_group);
    } else if (group.due == m_latest) { // perhaps nobody else is in such a hurry
        group.due = TimePoint::max();
        for (const Place* place : group.places)
            group.due = std::min(group.due, place->m_latest);
    }
}

BatchAssembler::~BatchAssembler() {
    takeAll();
}

BatchAssembler::Batch BatchAssembler::join(Place& place, ServerId server, std::string_view tool,
                                           const Limits& limits, TimePoint now, TimePoint deadline) {
    struct {
        ServerId server;
        std::string_view tool;
    } const key{server, tool};
    auto found = m_groups.find(key);
    if (found == m_groups.end())
        found = m_groups.emplace(Key{server, std::string(tool)}, Group{}).first;
    Group& group = found->second;
    place.m_assembler = this;
    place.m_group = found;
    place.m_latest = now + std::clamp((deadline - now) / 2, Duration::zero(), limits.longestWait);
    group.places.push_back(&place);
    group.due = std::min(group.due, place.m_latest);
    ++m_waiting;
    return group.places.size() >= limits.size ? take(found) : Batch();
}

TimePoint BatchAssembler::nextDue() const {
    TimePoint next = TimePoint::max();
    for (const auto& [key, group] : m_groups)
        next = std::min(next, group.due);
    return next;
}

BatchAssembler::Batch BatchAssembler::take(Groups::iterator group) {
    Batch batch = std::move(group->second.places);
    m_groups.erase(group);
    m_waiting -= batch.size();
    for (Place* place : batch)
        place->m_assembler = nullptr;
    return batch;
}

template<class Wanted>
std::vector<BatchAssembler::Batch> BatchAssembler::takeWhere(Wanted wanted) {
    std::vector<Batch> batches;
    for (auto group = m_groups.begin(); group != m_groups.end();) {
        const auto next = std::next(group);
        if (wanted(*group))
            batches.push_back(take(group));
        group = next;
    }
    return batches;
}

std::vector<BatchAssembler::Batch> BatchAssembler::takeDue(TimePoint now) {
    return takeWhere([now](const auto& group) { return group.second.due <= now; });
}

std::vector<BatchAssembler::Batch> BatchAssembler::takeAll() {
    return takeWhere([](const auto&) { return true; });
}

std::vector<BatchAssembler::Batch> BatchAssembler::takeAll(ServerId server) {
    return takeWhere([server](const auto& group) { return group.first.server == server; });
}

} // namespace dyno::calls
