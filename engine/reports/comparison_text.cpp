#include "engine/reports/comparison_text.h"

#include "engine/reports/quantity_text.h"
#include "engine/reports/shown_text.h"
#include "engine/sessions/compare/comparison_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dyno::reports {

namespace {

using namespace sessions;

/// More are in the JSON.
constexpr std::size_t mostPartsShown = 20;

std::string line(const Circumstance& circumstance) {
    const char* kind = circumstance.kind == Circumstance::Kind::Blocker   ? "not comparable"
                       : circumstance.kind == Circumstance::Kind::Warning ? "warning"
                                                                          : "note";
    return fmt::format("  {:<15}{}\n", kind, shownText(circumstance.text, 300));
}

std::string circumstancesText(const Comparison& comparison) {
    if (comparison.circumstances.empty())
        return "Nothing that is known of the two differed.\n";
    std::string text = "What differed:\n";
    for (const Circumstance& circumstance : comparison.circumstances)
        text += line(circumstance);
    return text;
}

std::string signedPercent(double share) {
    return (share > 0 ? "+" : "") + percentText(share);
}

/// Of errors the change is a difference of shares, in points of a hundred.
std::string changeText(const Difference& difference, double change) {
    const std::string percent = signedPercent(change);
    if (difference.metric != "errors")
        return percent;
    return percent.substr(0, percent.size() - 1) + "pt";
}

std::string intervalText(const Difference& difference) {
    if (difference.verdict == Verdict::TooFewCalls || difference.verdict == Verdict::NotComparable)
        return "";
    return fmt::format("{} … {}", changeText(difference, difference.low),
                       changeText(difference, difference.high));
}

std::string heading(std::string_view what) {
    return fmt::format("\n{:<16} {:>10} {:>10} {:>10}  {:<22} {}\n", what, "before", "after", "change",
                       "95 % interval", "verdict");
}

std::string line(const std::string& label, const Difference& difference) {
    return fmt::format(
        "{:<16} {:>10} {:>10} {:>10}  {:<22} {}\n", label, figureText(difference.metric, difference.before),
        figureText(difference.metric, difference.after), changeText(difference, difference.change),
        intervalText(difference), name(difference.verdict));
}

/// Why a verdict is none, once for all figures that share it.
std::string reasons(const std::vector<Difference>& differences) {
    std::string text;
    std::string last;
    for (const Difference& difference : differences)
        if (!difference.why.empty() && difference.why != last)
            text += fmt::format("  {}: {}\n", difference.metric, last = difference.why);
    return text;
}

std::string headlineText(const Comparison& comparison) {
    std::string text = heading("all calls");
    for (const Difference& difference : comparison.headline)
        text += line(difference.metric, difference);
    return text + reasons(comparison.headline);
}

std::string partsText(std::string_view what, const std::vector<PartDifference>& parts) {
    if (parts.empty())
        return {};
    std::string text = heading(what);
    for (std::size_t i = 0; i < std::min(parts.size(), mostPartsShown); ++i)
        for (const Difference& difference : parts[i].differences)
            text += line(shownText(parts[i].name, 11) + " " + difference.metric, difference);
    if (parts.size() > mostPartsShown)
        text += fmt::format("… and {} more\n", parts.size() - mostPartsShown);
    return text;
}

} // namespace

std::string figureText(const std::string& metric, double value) {
    if (metric == "errors")
        return percentText(value);
    if (metric == "throughput")
        return countText(static_cast<std::uint64_t>(std::llround(value))) + "/s";
    return timeText(async::Duration(std::llround(value * 1000)));
}

std::string comparisonText(const Comparison& comparison) {
    std::string text = fmt::format("before  {}\nafter   {}\n\n", shownText(comparison.before, 100),
                                   shownText(comparison.after, 100));
    text += circumstancesText(comparison);
    text += fmt::format("\n{}\n", shownText(comparison.summary, 1000));
    text += headlineText(comparison);
    if (comparison.tools.size() > 1) // one is all calls
        text += partsText("tool", comparison.tools);
    return text + partsText("phase", comparison.phases);
}

} // namespace dyno::reports
