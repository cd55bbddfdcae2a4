#pragma once

#include "engine/calls/call.h"
#include "engine/settings/tuning.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::calls {

/// The arguments of the batch tool: `{rule.items: […]}`. Each of `arguments` is JSON text of an object.
std::string batchArguments(const settings::BatchRule& rule, std::span<const std::string_view> arguments);

/// What each of `calls` calls gets of the batch tool's result, in their order.
///
/// The list is the member `rule.results` of `structuredContent`, or of the JSON in the only text of
/// `content`; with "content" it is the blocks themselves, each the whole content of a result. An element that
/// is an object with `content` is a tool's result (ToolFailed where it says `isError`); one with an `error`,
/// a string or an object with a `message`, is ToolFailed; any other value becomes a result with the value as
/// its text, and as its `structuredContent` if it is an object.
///
/// Protocol when there is no such list, or it has another length: then nobody knows whose result is whose.
[[nodiscard]] Result<std::vector<Result<ResultPtr>>>
splitResults(const settings::BatchRule& rule, const nlohmann::json& result, std::size_t calls);

} // namespace dyno::calls
