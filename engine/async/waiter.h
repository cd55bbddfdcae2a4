#pragma once

#include "engine/async/awaitable.h"

#include <optional>
#include <utility>

namespace dyno::async {

/// One value, awaited once by one coroutine and completed once by anybody else on the engine's thread.
/// complete() resumes the coroutine before it returns, so that a reply reaches its caller without another
/// turn of the event loop; call it last, with nothing of your own half done.
template<class T>
class Waiter {
public:
    Waiter() = default;
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// Suspends until complete(); returns at once if that has already happened.
    Awaitable<T> wait() {
        if (m_value)
            co_return std::move(*m_value);
        // A named initiation: GCC 12 destroys a capturing lambda twice when it is written inside co_await.
        auto keep = [this](Handler handler) { m_handler.emplace(std::move(handler)); };
        Token token;
        co_return co_await asio::async_initiate<Token, void(T)>(keep, token);
    }

    void complete(T value) {
        if (!m_handler) {
            m_value.emplace(std::move(value));
            return;
        }
        Handler handler = std::move(*m_handler);
        m_handler.reset();
        std::move(handler)(std::move(value));
    }

private:
    using Token = asio::use_awaitable_t<Executor>;
    using Handler = typename asio::async_result<Token, void(T)>::handler_type;

    std::optional<Handler> m_handler;
    std::optional<T> m_value;
};

} // namespace dyno::async
