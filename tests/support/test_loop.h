#pragma once

#include "engine/async/spawn.h"
#include "fake_clock.h"

#include <memory>
#include <optional>

namespace dyno::test {

/// The engine's thread as a test has it: runs what is ready, and turns the time, only when told to.
class TestLoop {
public:
    async::Executor executor() { return m_io.get_executor(); }
    FakeClock& clock() { return m_clock; }

    /// Runs all that is ready now.
    void settle() {
        m_io.restart();
        m_io.poll();
    }
    void advance(async::Duration duration) { m_clock.advance(duration); }

    /// Starts a coroutine; what it returns appears in the optional once it has ended.
    template<class T>
    std::shared_ptr<const std::optional<T>> start(async::Awaitable<T> coroutine) {
        auto outcome = std::make_shared<std::optional<T>>();
        async::spawn(executor(), keep(std::move(coroutine), outcome));
        settle();
        return outcome;
    }
    /// The same for one that returns nothing; whether it has ended.
    std::shared_ptr<const bool> start(async::Awaitable<void> coroutine) {
        auto ended = std::make_shared<bool>(false);
        async::spawn(executor(), note(std::move(coroutine), ended));
        settle();
        return ended;
    }

private:
    template<class T>
    static async::Awaitable<void> keep(async::Awaitable<T> coroutine,
                                       std::shared_ptr<std::optional<T>> outcome) {
        T value = co_await std::move(coroutine);
        outcome->emplace(std::move(value));
    }
    static async::Awaitable<void> note(async::Awaitable<void> coroutine, std::shared_ptr<bool> ended) {
        co_await std::move(coroutine);
        *ended = true;
    }

    boost::asio::io_context m_io;
    FakeClock m_clock{[this] { settle(); }};
};

} // namespace dyno::test
