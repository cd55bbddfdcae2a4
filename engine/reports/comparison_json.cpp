#include "engine/reports/comparison_json.h"

#include <nlohmann/json.hpp>

namespace dyno::reports {

namespace {

using json = nlohmann::ordered_json;
using namespace sessions;

std::string_view name(Circumstance::Kind kind) {
    switch (kind) {
    case Circumstance::Kind::Note:
        return "note";
    case Circumstance::Kind::Warning:
        return "warning";
    case Circumstance::Kind::Blocker:
        return "blocker";
    }
    return "";
}

json toJson(const Circumstance& circumstance) {
    return {{"kind", name(circumstance.kind)},
            {"what", circumstance.what},
            {"before", circumstance.before},
            {"after", circumstance.after},
            {"text", circumstance.text}};
}

/// An interval is there where the verdict rests on one.
json toJson(const Difference& difference) {
    const bool told =
        difference.verdict != Verdict::TooFewCalls && difference.verdict != Verdict::NotComparable;
    return {{"metric", difference.metric},
            {"before", difference.before},
            {"after", difference.after},
            {"change", difference.change},
            {"low", told ? json(difference.low) : json()},
            {"high", told ? json(difference.high) : json()},
            {"verdict", sessions::name(difference.verdict)},
            {"why", difference.why}};
}

json toJson(const PartDifference& part);

template<class T>
json listJson(const std::vector<T>& items) {
    json list = json::array();
    for (const T& item : items)
        list.push_back(toJson(item));
    return list;
}

json toJson(const PartDifference& part) {
    return {{"name", part.name},
            {"callsBefore", part.callsBefore},
            {"callsAfter", part.callsAfter},
            {"differences", listJson(part.differences)}};
}

} // namespace

json comparisonJson(const Comparison& comparison) {
    return {
        {"before", comparison.before},
        {"after", comparison.after},
        {"verdict", sessions::name(comparison.verdict)},
        {"summary", comparison.summary},
        {"confidence", comparison.headline.empty() ? json() : json(comparison.headline.front().confidence)},
        {"circumstances", listJson(comparison.circumstances)},
        {"headline", listJson(comparison.headline)},
        {"tools", listJson(comparison.tools)},
        {"phases", listJson(comparison.phases)}};
}

} // namespace dyno::reports
