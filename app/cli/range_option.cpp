#include "app/cli/range_option.h"

#include "engine/settings/duration_text.h"

#include <fmt/format.h>

namespace dyno::app {

namespace {

/// Later than any session's end; sums of a few do not overflow.
constexpr async::Duration end = std::chrono::hours(24 * 365 * 10);

Error invalid(const std::string& text, const std::string& why) {
    return {ErrorKind::InvalidInput, fmt::format("--range: \"{}\" {}, such as 10s..25s", text, why)};
}

Result<async::Duration> parseEnd(const std::string& text, async::Duration otherwise) {
    return text.empty() ? otherwise : settings::parseDuration(text);
}

} // namespace

Result<sessions::Range> parseRange(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos)
        return invalid(text, "must be two times with .. between them");
    const auto from = parseEnd(text.substr(0, dots), {});
    const auto to = parseEnd(text.substr(dots + 2), end);
    if (from.has_error() || to.has_error())
        return invalid(text, "must be two lengths of time with .. between them");
    if (*from >= *to)
        return invalid(text, "must end after it begins");
    return sessions::Range{*from, std::min(*to, end)};
}

} // namespace dyno::app
