#include "engine/async/next_turn.h"

#include <boost/asio/post.hpp>

namespace dyno::async {

Awaitable<void> nextTurn(Executor executor) {
    const asio::use_awaitable_t<Executor> token;
    co_await asio::post(executor, token);
}

} // namespace dyno::async
