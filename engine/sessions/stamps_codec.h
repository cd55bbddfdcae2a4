#pragma once

#include "engine/calls/call_record.h"

#include <string>
#include <string_view>

namespace dyno::sessions {

/// What a CallRecord holds beside server, connection, error, intended start and latency, in about 30 bytes:
/// each stamp as its distance from the one before.
std::string encodeStamps(const calls::CallRecord& record);
/// The inverse; `record` has its intended start and its end already. Protocol for what is no such text.
[[nodiscard]] Result<void> readStamps(std::string_view text, calls::CallRecord& record);

} // namespace dyno::sessions
