#include "engine/settings/knobs.h"

#include "engine/settings/edit_distance.h"
#include "engine/settings/knobs/names.h"
#include "engine/settings/knobs/stage_knobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dyno::settings {

namespace {

std::vector<Knob> everyKnob() {
    std::vector<Knob> all;
    for (auto* stage : {admissionKnobs, cacheKnobs, batchKnobs, breakerKnobs, retryKnobs, poolKnobs,
                        balanceKnobs, timeoutKnobs, resultKnobs, workloadKnobs})
        for (Knob& knob : stage())
            all.push_back(std::move(knob));
    return all;
}

} // namespace

std::span<const Knob> knobs() {
    static const std::vector<Knob> all = everyKnob();
    return all;
}

const Knob* findKnob(std::string_view key) {
    const auto all = knobs();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Knob& knob) { return knob.key == key; });
    return found == all.end() ? nullptr : &*found;
}

std::string_view nearestKey(std::string_view key) {
    const auto all = knobs();
    // What is longer than any key is as far from all of them.
    const std::string_view begin = key.substr(0, 64);
    return std::min_element(all.begin(), all.end(),
                            [&](const Knob& a, const Knob& b) {
                                return editDistance(begin, a.key) < editDistance(begin, b.key);
                            })
        ->key;
}

std::string_view stageOf(const Knob& knob) {
    return knob.key.substr(0, knob.key.find('.'));
}

Result<void> setKnob(Tuning& tuning, std::string_view assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos)
        return Error{ErrorKind::InvalidInput,
                     fmt::format("\"{}\" must be of the form key=value, such as pool.max=8", assignment)};
    const std::string_view key = trimmed(assignment.substr(0, equals));
    const Knob* knob = findKnob(key);
    if (!knob)
        return Error{ErrorKind::InvalidInput,
                     fmt::format("there is no knob \"{}\"; did you mean {}?", key, nearestKey(key))};
    const auto value = parseKnob(*knob, assignment.substr(equals + 1));
    if (value.has_error())
        return value.error();
    knob->set(tuning, *value);
    return {};
}

} // namespace dyno::settings
