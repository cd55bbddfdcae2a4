#include "engine/sessions/backlog.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dyno::sessions {

namespace {

/// Returns how many had no room.
template<class T>
std::size_t appendBounded(std::vector<T> more, std::vector<T>& to, std::size_t most) {
    if (to.empty() && more.size() <= most) {
        to = std::move(more);
        return 0;
    }
    const std::size_t room = std::min(more.size(), most - std::min(to.size(), most));
    to.insert(to.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.begin() + static_cast<std::ptrdiff_t>(room)));
    return more.size() - room;
}

std::size_t bodyBytesOf(const KeptCall& call) {
    return call.body ? call.record.bytesSent + call.record.bytesReceived : 0;
}

} // namespace

Backlog::Dropped Backlog::add(Batch batch, std::size_t alreadyWaiting) {
    const std::uint64_t calls = addCalls(std::exchange(batch.calls, {}), alreadyWaiting);
    Dropped dropped = append(std::move(batch));
    dropped.calls = calls;
    return dropped;
}

Backlog::Dropped Backlog::giveBack(Batch batch) {
    batch.calls.clear();
    std::vector<KeptCall> calls = std::exchange(m_waiting.calls, {});
    Batch newer = std::exchange(m_waiting, std::move(batch));
    m_figures = Duration::zero();
    for (const KeptInterval& interval : m_waiting.intervals)
        m_figures += interval.ended - interval.began;
    const Dropped dropped = append(std::move(newer));
    m_waiting.calls = std::move(calls);
    return dropped;
}

Batch Backlog::take() {
    m_figures = Duration::zero();
    m_bodyBytes = 0;
    return std::exchange(m_waiting, {});
}

std::uint64_t Backlog::addCalls(std::vector<KeptCall> calls, std::size_t alreadyWaiting) {
    const std::size_t waiting = alreadyWaiting + m_waiting.calls.size();
    const std::size_t room = m_mostCalls - std::min(waiting, m_mostCalls);
    const std::size_t dropped = calls.size() - std::min(calls.size(), room);
    calls.resize(calls.size() - dropped);
    for (KeptCall& call : calls) {
        if (m_bodyBytes + bodyBytesOf(call) > mostBodyBytes) {
            call.body = false;
            call.result = nullptr;
        }
        m_bodyBytes += bodyBytesOf(call);
    }
    appendBounded(std::move(calls), m_waiting.calls, m_mostCalls);
    return dropped;
}

/// All but the calls. The newest state of a key counts, and that of a run.
Backlog::Dropped Backlog::append(Batch batch) {
    Dropped dropped;
    for (KeptInterval& interval : batch.intervals) {
        const Duration length = interval.ended - interval.began;
        if (m_figures + length > mostFigures) {
            dropped.figures += length;
            continue;
        }
        m_figures += length;
        m_waiting.intervals.push_back(std::move(interval));
    }
    m_waiting.tools.merge(batch.tools);
    batch.states.merge(m_waiting.states);
    m_waiting.states = std::move(batch.states);
    appendBounded(std::move(batch.runs), m_waiting.runs, SIZE_MAX);
    appendBounded(std::move(batch.changes), m_waiting.changes, SIZE_MAX);
    dropped.words = appendBounded(std::move(batch.log), m_waiting.log, mostWords) +
                    appendBounded(std::move(batch.processes), m_waiting.processes, mostWords);
    return dropped;
}

} // namespace dyno::sessions
