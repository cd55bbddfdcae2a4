#include "engine/sessions/compare/comparison.h"
#include "engine/sessions/compare/metric.h"
#include "engine/settings/edit_distance.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace dyno::sessions {

namespace {

Error noRule(const std::string& text, const std::string& why) {
    return {ErrorKind::InvalidInput,
            fmt::format("\"{}\" is no rule: {}; a rule is METRIC worse|better by N%, such as "
                        "\"p99 worse by 10%\"",
                        text, why)};
}

std::string metricNames() {
    std::string names;
    for (const Metric& metric : metrics())
        names += (names.empty() ? "" : ", ") + std::string(metric.name);
    return names;
}

std::string_view nearestMetric(std::string_view name) {
    const auto all = metrics();
    const std::string_view begin = name.substr(0, 64);
    return std::min_element(all.begin(), all.end(),
                            [&](const Metric& one, const Metric& other) {
                                return settings::editDistance(begin, one.name) <
                                       settings::editDistance(begin, other.name);
                            })
        ->name;
}

/// "10%", "10 %" and "2.5" as a share.
std::optional<double> parsePercent(std::string text) {
    if (text.ends_with('%'))
        text.pop_back();
    double percent = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), percent);
    const bool whole = ec == std::errc() && end == text.data() + text.size();
    if (!whole || !std::isfinite(percent) || percent < 0)
        return std::nullopt;
    return percent / 100;
}

struct Words {
    std::string metric, direction, by, amount;
    bool complete = false;
};

Words split(const std::string& text) {
    Words words;
    std::istringstream in(text);
    in >> words.metric >> words.direction >> words.by >> words.amount;
    std::string rest;
    in >> rest;
    words.complete =
        words.by == "by" && !words.amount.empty() && (rest.empty() || rest == "%") && !(in >> rest);
    return words;
}

} // namespace

Result<FailRule> parseFailRule(const std::string& text) {
    Words words = split(text);
    if (words.metric == "p99.9")
        words.metric = "p999";
    if (!words.metric.empty() && !findMetric(words.metric))
        return noRule(text, fmt::format("there is no metric \"{}\"; did you mean {}? There are {}",
                                        words.metric, nearestMetric(words.metric), metricNames()));
    if (!words.complete)
        return noRule(text, "it is not of that form");
    if (words.direction != "worse" && words.direction != "better")
        return noRule(text, fmt::format("\"{}\" is neither worse nor better", words.direction));
    const auto by = parsePercent(words.amount);
    if (!by)
        return noRule(text, fmt::format("\"{}\" is no percentage", words.amount));
    return FailRule{words.metric, words.direction == "worse" ? Verdict::Worse : Verdict::Better, *by};
}

bool breaks(const FailRule& rule, const Comparison& comparison) {
    return std::any_of(comparison.headline.begin(), comparison.headline.end(),
                       [&](const Difference& difference) {
                           return difference.metric == rule.metric && difference.verdict == rule.direction &&
                                  std::abs(difference.change) >= rule.by;
                       });
}

} // namespace dyno::sessions
