#pragma once

#include "engine/calls/admission/admission.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace dyno::test {

/// Does random things to an Admission, and the same to lists that are searched from end to end.
class AdmissionModel {
public:
    explicit AdmissionModel(std::mt19937& random)
        : m_random(random) {
        tune();
    }
    ~AdmissionModel() {
        for (const auto& call : m_calls)
            m_admission.leave(call->entry);
    }

    /// What the two disagree on within so many operations; empty if on nothing.
    std::string differenceAfter(int operations) {
        for (int i = 0; i < operations && m_difference.empty(); ++i) {
            operate();
            settle();
            compare();
        }
        return m_difference;
    }

private:
    using State = calls::AdmissionEntry::State;

    struct Call {
        Call(ServerId server, std::string_view tool, async::TimePoint deadline)
            : entry(server, tool, deadline) {}

        calls::AdmissionEntry entry;
        State state = State::Outside;
        async::TimePoint expiry;
        bool counted = false;
    };

    int upTo(int most) { return std::uniform_int_distribution(0, most)(m_random); }
    async::Duration milliseconds(int most) { return std::chrono::milliseconds(upTo(most)); }
    bool byLane() const { return m_tuning.perServer || m_tuning.perTool; }

    void operate() {
        switch (upTo(9)) {
        case 0:
            return tune();
        case 1:
            return cancel();
        case 2:
            return advance();
        case 3:
        case 4:
            return leave(State::Running);
        case 5:
            return leave(State::Waiting);
        default:
            return enter();
        }
    }

    void tune() {
        const auto maybe = [this](int most) {
            return upTo(2) ? std::optional<int>(1 + upTo(most - 1)) : std::nullopt;
        };
        m_tuning.callsPerSecond = upTo(1) ? std::optional<double>(1 + upTo(300)) : std::nullopt;
        m_tuning.burst = 1 + upTo(3);
        m_tuning.perServer = maybe(4);
        m_tuning.perTool = maybe(3);
        m_tuning.queue = upTo(8);
        m_tuning.longestWait = milliseconds(100);
        m_admission.tune(m_tuning, m_now);

        m_bucket.limit(m_tuning.callsPerSecond, m_tuning.burst, m_now);
        for (Call* call : m_started)
            if (byLane() && !call->counted)
                countTurn(*call);
    }

    void enter() {
        static constexpr std::array<std::string_view, 3> tools{"a", "b", "c"};
        const auto server = static_cast<ServerId>(1 + upTo(2));
        const std::string_view tool = tools[static_cast<std::size_t>(upTo(2))];
        m_calls.push_back(std::make_unique<Call>(server, tool, m_now + milliseconds(150)));
        Call& call = *m_calls.back();
        if (!m_admission.pass(call.entry))
            m_admission.enter(call.entry, m_now);

        if (byLane())
            joinLine(server);
        if (!firstReady() && hasPlace(call) && m_bucket.tryTake(m_now))
            run(call);
        else if (static_cast<int>(m_waiting.size()) >= m_tuning.queue)
            call.state = State::QueueFull;
        else
            wait(call);
    }

    void wait(Call& call) {
        joinLine(call.entry.server);
        call.state = State::Waiting;
        call.expiry = std::min(call.entry.deadline, m_now + m_tuning.longestWait);
        m_waiting.push_back(&call);
    }

    void leave(State state) {
        std::vector<Call*>& calls = state == State::Running ? m_started : m_waiting;
        if (calls.empty())
            return;
        Call& call = *calls[static_cast<std::size_t>(upTo(static_cast<int>(calls.size()) - 1))];
        m_admission.leave(call.entry);
        std::erase(calls, &call);
        call.state = State::Outside;
    }

    void cancel() {
        const auto server = static_cast<ServerId>(upTo(3)); // 0: all
        m_admission.cancel(server ? std::optional(server) : std::nullopt);
        while (m_admission.nextCancelled()) {
        }
        std::erase_if(m_waiting, [server](Call* call) {
            const bool concerned = !server || call->entry.server == server;
            if (concerned)
                call->state = State::Cancelled;
            return concerned;
        });
    }

    void advance() {
        const auto wake = m_admission.wakeAt();
        m_now = wake && upTo(1) ? std::max(m_now, *wake) : m_now + milliseconds(40);
    }

    /// Ends all waits that end now; each must be that which the model finds.
    void settle() {
        for (;;) {
            const calls::AdmissionEntry* decided = m_admission.next(m_now);
            const Call* expected = nextDecided();
            if (decided != (expected ? &expected->entry : nullptr))
                m_difference = "another call is decided";
            if (!decided || !expected)
                return;
        }
    }

    const Call* nextDecided() {
        const auto expired = std::min_element(m_waiting.begin(), m_waiting.end(),
                                              [](Call* a, Call* b) { return a->expiry < b->expiry; });
        if (expired != m_waiting.end() && (*expired)->expiry <= m_now) {
            Call& call = **expired;
            call.state = call.expiry == call.entry.deadline ? State::TimedOut : State::WaitedTooLong;
            m_waiting.erase(expired);
            return &call;
        }
        Call* ready = firstReady();
        m_tokenWanted = ready ? std::optional(m_tokenWanted.value_or(m_now)) : std::nullopt;
        if (!ready || !takeToken())
            return nullptr;
        std::erase(m_waiting, ready);
        run(*ready);
        if (!ready->counted)
            countTurn(*ready);
        return ready;
    }

    bool takeToken() {
        const async::TimePoint latest = m_now - std::chrono::milliseconds(20);
        const async::TimePoint due = std::max({m_bucket.nextAt(), *m_tokenWanted, latest});
        return due <= m_now && m_bucket.tryTake(due);
    }

    void run(Call& call) {
        call.state = State::Running;
        m_started.push_back(&call);
        if (byLane())
            countTurn(call);
    }

    void countTurn(Call& call) {
        call.counted = true;
        m_turns[call.entry.server] = ++m_turn;
    }
    void joinLine(ServerId server) {
        if (m_turns.try_emplace(server, m_turn + 1).second)
            ++m_turn;
    }

    bool hasPlace(const Call& call) const {
        int ofServer = 0, ofTool = 0;
        for (const Call* other : m_started) {
            const bool same = other->entry.server == call.entry.server;
            ofServer += same;
            ofTool += same && other->entry.tool == call.entry.tool;
        }
        return ofServer < m_tuning.perServer.value_or(1000) && ofTool < m_tuning.perTool.value_or(1000);
    }

    /// Of the server that waits for its turn the longest, the call that came first of those with a place.
    Call* firstReady() const {
        Call* first = nullptr;
        for (Call* call : m_waiting)
            if (hasPlace(*call) &&
                (!first || m_turns.at(call->entry.server) < m_turns.at(first->entry.server)))
                first = call;
        return first;
    }

    std::optional<async::TimePoint> wakeAt() const {
        std::optional<async::TimePoint> earliest;
        for (const Call* call : m_waiting)
            earliest = std::min(earliest.value_or(call->expiry), call->expiry);
        return earliest && firstReady() ? std::min(*earliest, m_bucket.nextAt()) : earliest;
    }

    void compare() {
        for (const auto& call : m_calls)
            if (call->state != call->entry.state)
                m_difference = "a state: " + std::to_string(int(call->state)) + " expected, not " +
                               std::to_string(int(call->entry.state));
        if (m_admission.waiting() != m_waiting.size() || m_admission.running() != m_started.size())
            m_difference = "how many run or wait";
        if (m_admission.wakeAt() != wakeAt())
            m_difference = "when to ask again";
    }

    std::mt19937& m_random;
    async::TimePoint m_now{std::chrono::hours(1)};
    settings::AdmissionTuning m_tuning;
    calls::Admission m_admission;
    calls::TokenBucket m_bucket;
    std::optional<async::TimePoint> m_tokenWanted;
    std::map<ServerId, std::uint64_t> m_turns;
    std::uint64_t m_turn = 0;
    std::vector<std::unique_ptr<Call>> m_calls;
    std::vector<Call*> m_started, m_waiting; ///< in the order in which they began to
    std::string m_difference;
};

} // namespace dyno::test
