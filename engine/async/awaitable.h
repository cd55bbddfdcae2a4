#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dyno::async {

namespace asio = boost::asio;

/// The engine runs on one io_context and one thread. Naming the executor's type, rather than using Asio's
/// type-erased default, saves an indirect call at every suspension of the call path.
using Executor = asio::io_context::executor_type;

template<class T = void>
using Awaitable = asio::awaitable<T, Executor>;

/// For leaves that report an error_code: `auto [ec, n] = co_await op(asTuple);`
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> asTuple{};

} // namespace dyno::async
