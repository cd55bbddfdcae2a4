#pragma once

#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "tests/support/process_mark.h"

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace dyno::test {

/// For what must happen, however loaded the machine is; no test passes or fails by how long something takes.
inline constexpr std::chrono::seconds patience(60);

/// An engine's io_context, turned by hand on the test's own thread.
class EngineLoop {
public:
    /// What is left may end: a coroutine that waits when its io_context dies is never freed.
    ~EngineLoop() {
        m_io.restart();
        m_io.run_for(patience);
        if (!m_io.stopped())
            qFatal("something still runs after the end of a test");
    }

    async::Executor executor() { return m_io.get_executor(); }
    async::Clock& clock() { return m_clock; }

    /// Turns until the condition holds; whether it did in time.
    bool runUntil(const std::function<bool()>& condition, std::chrono::seconds limit = patience) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            m_io.restart();
            m_io.run_one_for(std::chrono::milliseconds(10));
        }
        return true;
    }

    /// Starts a coroutine; its value appears in what is returned.
    template<class T>
    std::shared_ptr<std::optional<T>> begin(async::Awaitable<T> task) {
        auto value = std::make_shared<std::optional<T>>();
        async::spawn(executor(), keep(std::move(task), value));
        return value;
    }

    template<class T>
    T await(async::Awaitable<T> task) {
        const auto value = begin(std::move(task));
        if (!runUntil([&] { return value->has_value(); }))
            qFatal("a coroutine did not end in time");
        return std::move(**value);
    }

    void await(async::Awaitable<void> task) { await(finished(std::move(task))); }

private:
    template<class T>
    static async::Awaitable<void> keep(async::Awaitable<T> task, std::shared_ptr<std::optional<T>> value) {
        value->emplace(co_await std::move(task));
    }

    static async::Awaitable<bool> finished(async::Awaitable<void> task) {
        co_await std::move(task);
        co_return true;
    }

    boost::asio::io_context m_io{1};
    async::SteadyClock m_clock{m_io.get_executor()};
};

} // namespace dyno::test
