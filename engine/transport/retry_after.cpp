#include "engine/transport/retry_after.h"

#include "engine/http/exchange.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <limits>
#include <locale>
#include <sstream>

namespace dyno::transport {

using async::Duration;

namespace {

constexpr std::chrono::seconds longest = std::chrono::hours(24 * 365);

std::optional<std::uint64_t> parseDigits(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end != text.data() + text.size())
        return std::nullopt;
    return ec == std::errc::result_out_of_range ? std::numeric_limits<std::uint64_t>::max() : number;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

} // namespace

std::optional<WallTime> parseHttpDate(std::string_view text) {
    constexpr std::array forms{"%a, %d %b %Y %H:%M:%S GMT", "%a, %d-%b-%y %H:%M:%S GMT",
                               "%a %b %d %H:%M:%S %Y"};
    for (const char* form : forms) {
        std::istringstream stream{std::string(text)};
        stream.imbue(std::locale::classic()); // the names are English everywhere
        std::tm parts{};
        parts.tm_sec = parts.tm_year = -1; // a text that ends early is no failure to libstdc++
        stream >> std::get_time(&parts, form);
        const bool complete = parts.tm_sec >= 0 && parts.tm_year >= 0;
        if (complete && !stream.fail() && stream.peek() == std::istringstream::traits_type::eof())
            return std::chrono::system_clock::from_time_t(timegm(&parts));
    }
    return std::nullopt;
}

std::optional<Duration> parseRetryAfter(std::string_view text, WallTime now) {
    text = trimmed(text);
    if (const auto number = parseDigits(text))
        return std::chrono::seconds(std::min<std::uint64_t>(*number, longest.count()));
    const auto date = parseHttpDate(text);
    if (!date)
        return std::nullopt;
    return std::clamp<Duration>(*date - now, Duration::zero(), longest);
}

std::optional<Duration> retryAfter(const http::Exchange& exchange) {
    const std::string text = exchange.header("retry-after");
    if (text.empty())
        return std::nullopt;
    const auto sent = parseHttpDate(trimmed(exchange.header("date")));
    return parseRetryAfter(text, sent.value_or(std::chrono::system_clock::now()));
}

} // namespace dyno::transport
