#pragma once

#include "app/demo_server/http/http_connection.h"
#include "app/demo_server/http/http_fault.h"

#include <functional>
#include <string_view>

namespace dyno::demo {

/// Answers the connection's request in the ordered way. `answer` is the right JSON answer, empty where the
/// fault needs none. `loseSession` may be empty.
void respondSpoilt(const HttpFault& fault, const HttpConnectionPtr& connection, std::string_view answer,
                   const std::function<void()>& loseSession);

/// Writes the bytes, which are not all that was announced, and closes.
void writeCut(const HttpConnectionPtr& connection, std::string_view bytes);

} // namespace dyno::demo
