#include "engine/async/spawn.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <exception>

namespace dyno::async {

void spawn(const Executor& executor, Awaitable<void> coroutine) {
    asio::post(executor, [executor, coroutine = std::move(coroutine)]() mutable {
        asio::co_spawn(executor, std::move(coroutine), [](std::exception_ptr bug) {
            if (bug)
                std::rethrow_exception(bug);
        });
    });
}

} // namespace dyno::async
