#pragma once

#include "ui/bridge/session_source.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace dyno::test {

/// A session's kept calls in memory, for what shows them. May grow, and fail, while it is read.
class MemorySession {
public:
    /// The text of a search that does not end by itself.
    static constexpr const char* endless = "endless";

    /// As many calls as there are numbers: of two servers and two tools in turn, each tenth a time-out.
    void grow(std::uint32_t count);
    void fail(std::optional<Error> problem);
    void remove(std::uint32_t id);
    void turn(settings::TuningChange change);

    std::atomic<int> pagesRead = 0;
    std::atomic<int> searches = 0;

    ui::SessionSource::Opener opener();

private:
    class Reader;

    template<class T, class Read>
    Result<T> read(const Read& read) {
        const std::lock_guard lock(m_mutex);
        if (m_problem)
            return *m_problem;
        return Result<T>(read());
    }
    static sessions::CallDetail made(std::uint32_t id);
    static bool passes(const sessions::CallDetail& call, const sessions::CallFilter& filter);
    sessions::CallIndex found(const sessions::CallFilter& filter, sessions::CallOrder order) const;

    std::mutex m_mutex;
    std::vector<sessions::CallDetail> m_calls; ///< in the order of their ids
    std::vector<settings::TuningChange> m_changes;
    std::optional<Error> m_problem;
};

class MemorySession::Reader : public sessions::SessionReader {
public:
    explicit Reader(MemorySession& session)
        : m_session(session) {}

    Result<std::shared_ptr<const sessions::CallIndex>> find(const sessions::CallFilter& filter,
                                                            sessions::CallOrder order,
                                                            const std::atomic<bool>* stop) override {
        ++m_session.searches;
        while (filter.text == endless && !*stop)
            std::this_thread::yield();
        if (*stop)
            return Error{ErrorKind::Cancelled, "given up"};
        return m_session.read<std::shared_ptr<const sessions::CallIndex>>(
            [&] { return std::make_shared<const sessions::CallIndex>(m_session.found(filter, order)); });
    }
    Result<std::vector<sessions::CallRow>> rows(const sessions::CallIndex& index, std::size_t first,
                                                std::size_t count) override {
        ++m_session.pagesRead;
        return m_session.read<std::vector<sessions::CallRow>>([&] {
            std::vector<sessions::CallRow> rows;
            for (std::size_t i = first; i < std::min(first + count, index.ids.size()); ++i) {
                const auto call = std::ranges::find(m_session.m_calls, index.ids[i],
                                                    [](const auto& detail) { return detail.row.id; });
                if (call != m_session.m_calls.end())
                    rows.push_back(call->row);
            }
            return rows;
        });
    }
    Result<sessions::CallDetail> detail(std::uint32_t id) override {
        return m_session.read<sessions::CallDetail>([&] { return made(id); });
    }

    // Nobody who looks at calls asks for the rest.
    Result<sessions::SessionInfo> info() override { return sessions::SessionInfo(); }
    Result<telemetry::Snapshot> snapshot(std::optional<sessions::Range>, std::size_t) override {
        return telemetry::Snapshot();
    }
    Result<telemetry::Figures> figures(sessions::Range) override { return nothing(); }
    Result<std::vector<Part>> parts(sessions::Range, std::size_t) override { return nothing(); }
    Result<std::vector<telemetry::RouteFigures>> byTool(sessions::Range) override { return nothing(); }
    Result<std::vector<telemetry::RouteFigures>> byConnection(sessions::Range) override { return nothing(); }
    Result<std::vector<telemetry::SeriesPoint>> series(sessions::Range, std::size_t) override {
        return nothing();
    }
    Result<sessions::Range> snapped(sessions::Range) override { return nothing(); }
    Result<std::vector<sessions::ProcessSample>> processes(sessions::Range) override { return nothing(); }
    Result<std::vector<settings::TuningChange>> changes() override {
        return m_session.read<std::vector<settings::TuningChange>>([&] { return m_session.m_changes; });
    }
    Result<void> forEachCall(const std::function<bool(const sessions::CallRow&)>&) override {
        return nothing();
    }

private:
    static Error nothing() { return {ErrorKind::InvalidInput, "not in memory"}; }

    MemorySession& m_session;
};

inline ui::SessionSource::Opener MemorySession::opener() {
    return [this]() -> Result<std::unique_ptr<sessions::SessionReader>> {
        return std::unique_ptr<sessions::SessionReader>(std::make_unique<Reader>(*this));
    };
}

inline void MemorySession::grow(std::uint32_t count) {
    const std::lock_guard lock(m_mutex);
    for (std::uint32_t i = 0; i < count; ++i)
        m_calls.push_back(made(m_calls.empty() ? 1 : m_calls.back().row.id + 1));
}

inline void MemorySession::fail(std::optional<Error> problem) {
    const std::lock_guard lock(m_mutex);
    m_problem = std::move(problem);
}

inline void MemorySession::remove(std::uint32_t id) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_calls, [id](const sessions::CallDetail& call) { return call.row.id == id; });
}

inline void MemorySession::turn(settings::TuningChange change) {
    const std::lock_guard lock(m_mutex);
    m_changes.push_back(std::move(change));
}

inline sessions::CallDetail MemorySession::made(std::uint32_t id) {
    using std::chrono::microseconds, std::chrono::milliseconds;
    sessions::CallDetail call;
    call.row.id = id;
    call.row.at = milliseconds(id);
    call.row.tool = id % 2 == 1 ? "odd" : "even";
    call.row.weight = 3;
    calls::CallRecord& record = call.row.record;
    record.server = 1 + id % 2;
    record.connection = id % 4;
    record.attempts = 1;
    record.intended = async::TimePoint(milliseconds(1000 + id));
    record.acquired = record.intended + microseconds(100);
    record.written = record.intended + microseconds(150);
    record.firstByte = record.lastByte = record.decoded = record.intended + microseconds(500 + id);
    record.done = record.decoded;
    call.body = id % 3 != 0;
    call.request = "{\"id\":" + std::to_string(id) + "}";
    call.response = "{\"content\":[{\"type\":\"text\",\"text\":\"answer\"}]}";
    if (id % 10 != 0)
        return call;
    record.error = ErrorKind::TimedOut;
    call.row.weight = 1;
    call.row.error = "no answer within 500 ms";
    call.detail = "stderr:\nslow\nvery slow";
    call.response.clear();
    return call;
}

inline bool MemorySession::passes(const sessions::CallDetail& call, const sessions::CallFilter& filter) {
    using Outcome = sessions::CallFilter::Outcome;
    const calls::CallRecord& record = call.row.record;
    const bool outcome =
        filter.outcome == Outcome::Any || record.error.has_value() == (filter.outcome == Outcome::Errors);
    const bool text = filter.text.empty() || call.row.tool.find(filter.text) != std::string::npos ||
                      call.row.error.find(filter.text) != std::string::npos ||
                      call.request.find(filter.text) != std::string::npos;
    return outcome && text && call.row.id > filter.after &&
           (!filter.server || *filter.server == record.server) &&
           (filter.tool.empty() || filter.tool == call.row.tool) &&
           (!filter.error || filter.error == record.error) &&
           (!filter.atLeast || record.latency() >= *filter.atLeast) &&
           (!filter.atMost || record.latency() <= *filter.atMost) &&
           (!filter.range || (call.row.at >= filter.range->from && call.row.at < filter.range->to));
}

inline sessions::CallIndex MemorySession::found(const sessions::CallFilter& filter,
                                                sessions::CallOrder order) const {
    sessions::CallIndex index{filter, order, {}, 0, m_calls.empty() ? 0 : m_calls.back().row.id};
    for (const sessions::CallDetail& call : m_calls) {
        if (!passes(call, filter))
            continue;
        index.ids.push_back(call.row.id);
        index.standsFor += call.row.weight;
    }
    // Latency grows with the number.
    if (order == sessions::CallOrder::SlowestFirst)
        std::ranges::reverse(index.ids);
    return index;
}

} // namespace dyno::test
