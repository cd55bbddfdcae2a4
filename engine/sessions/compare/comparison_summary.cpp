#include "engine/sessions/compare/comparison_summary.h"

#include "engine/reports/quantity_text.h"
#include "engine/reports/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace dyno::sessions {

namespace {

/// Those that stand for the others, too.
constexpr std::array<std::string_view, 4> mainMetrics{"p50", "p99", "throughput", "errors"};

bool isMain(const Difference& difference) {
    return std::find(mainMetrics.begin(), mainMetrics.end(), difference.metric) != mainMetrics.end();
}

std::string verb(const Difference& difference) {
    return difference.metric == "errors" ? "are" : "is";
}

/// "p50, p99 and throughput".
std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

void append(std::string& text, const std::string& clause) {
    text += (text.empty() ? "" : "; ") + clause;
}

void appendAll(std::string& text, const std::vector<Difference>& differences, Verdict verdict,
               std::string_view singular, std::string_view plural) {
    std::vector<std::string> names;
    for (const Difference& difference : differences)
        if (difference.verdict == verdict && isMain(difference))
            names.push_back(difference.metric);
    if (!names.empty())
        append(text, fmt::format("{} {}", listed(names),
                                 names.size() == 1 && names.front() != "errors" ? singular : plural));
}

/// What is real of the main figures; of the others only where these are silent.
std::string realText(const std::vector<Difference>& differences) {
    const bool main = std::any_of(differences.begin(), differences.end(), [](const Difference& difference) {
        return isReal(difference) && isMain(difference);
    });
    std::string text;
    for (const Difference& difference : differences)
        if (isReal(difference) && (isMain(difference) || !main))
            append(text,
                   fmt::format("{} {} {}", difference.metric, verb(difference), changeText(difference)));
    return text;
}

std::string toolsText(const Comparison& comparison) {
    constexpr std::ptrdiff_t mostNamed = 3;
    std::vector<std::string> names;
    const auto differs = [](const PartDifference& tool) {
        return std::any_of(tool.differences.begin(), tool.differences.end(), isReal);
    };
    const auto all = std::count_if(comparison.tools.begin(), comparison.tools.end(), differs);
    for (const PartDifference& tool : comparison.tools)
        if (differs(tool) && static_cast<std::ptrdiff_t>(names.size()) < mostNamed)
            names.push_back(reports::shownText(tool.name));
    if (all > mostNamed)
        names.push_back(fmt::format("{} more", all - mostNamed));
    return fmt::format("{} {}", listed(names), all == 1 ? "differs" : "differ");
}

std::string refusalOf(const std::vector<Difference>& headline) {
    const auto refused = std::find_if(headline.begin(), headline.end(), [](const Difference& difference) {
        return difference.verdict == Verdict::NotComparable;
    });
    return refused == headline.end() ? std::string() : "not comparable: " + refused->why;
}

std::string sentence(std::string text) {
    if (text.starts_with("not "))
        text.front() = 'N';
    return std::move(text) + ".";
}

std::string clauses(const std::vector<Difference>& headline) {
    std::string text = refusalOf(headline);
    if (!text.empty())
        return text;
    text = realText(headline);
    appendAll(text, headline, Verdict::NoDifference, "shows no difference", "show no difference");
    appendAll(text, headline, Verdict::TooFewCalls, "cannot be told", "cannot be told");
    return text;
}

} // namespace

bool isReal(const Difference& difference) {
    return difference.verdict == Verdict::Better || difference.verdict == Verdict::Worse;
}

Verdict verdictOf(const std::vector<Difference>& differences) {
    for (const Verdict verdict :
         {Verdict::NotComparable, Verdict::Worse, Verdict::Better, Verdict::NoDifference})
        if (std::any_of(differences.begin(), differences.end(),
                        [&](const Difference& difference) { return difference.verdict == verdict; }))
            return verdict;
    return Verdict::TooFewCalls;
}

std::string percentText(double share) {
    const double percent = share * 100;
    const double size = std::abs(percent);
    if (size >= 999.5)
        return fmt::format(
            "{}{} %", percent < 0 ? "-" : "",
            reports::countText(static_cast<std::uint64_t>(std::llround(std::min(size, 1e15)))));
    return fmt::format("{:.{}f} %", percent, size >= 9.95 ? 0 : size >= 0.995 || size == 0 ? 1 : 2);
}

std::string changeText(const Difference& difference) {
    if (difference.metric == "errors")
        return fmt::format("{} → {} of the calls", percentText(difference.before),
                           percentText(difference.after));
    const double low = std::abs(difference.low);
    const double high = std::abs(difference.high);
    return fmt::format("{} {} ({} … {})", percentText(std::abs(difference.change)), name(difference.verdict),
                       percentText(std::min(low, high)), percentText(std::max(low, high)));
}

std::string summaryOf(const std::vector<Difference>& headline) {
    return sentence(clauses(headline));
}

std::string summaryOf(const Comparison& comparison) {
    std::string text = clauses(comparison.headline);
    const bool several = comparison.tools.size() > 1;
    if (several &&
        std::any_of(comparison.tools.begin(), comparison.tools.end(), [](const PartDifference& tool) {
            return std::any_of(tool.differences.begin(), tool.differences.end(), isReal);
        }))
        append(text, "of the tools, " + toolsText(comparison));
    return sentence(std::move(text));
}

} // namespace dyno::sessions
