#include "ui/panels/tuning/knob_reach.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dyno::ui {
namespace {

using settings::BatchMode;
using settings::Tuning;
using Servers = std::vector<telemetry::ServerStatus>;

bool neverGrows(const Tuning& tuning, const Servers&) {
    return !tuning.pool.perConnection;
}

bool hasNoRate(const Tuning& tuning, const Servers&) {
    return !tuning.admission.callsPerSecond;
}

bool hasNoShare(const Tuning& tuning, const Servers&) {
    return !tuning.breaker.share;
}

bool nobodySpeaksBatches(const Tuning& tuning, const Servers& servers) {
    const bool known = std::ranges::any_of(servers, [](const auto& s) { return !s.protocolVersion.empty(); });
    return tuning.batch.mode == BatchMode::JsonRpc && known &&
           std::ranges::find(servers, "2025-03-26", &telemetry::ServerStatus::protocolVersion) ==
               servers.end();
}

bool hasRulesForNothing(const Tuning& tuning, const Servers&) {
    return !tuning.batch.rules.empty() && tuning.batch.mode != BatchMode::Tool;
}

bool hasNoRules(const Tuning& tuning, const Servers&) {
    return tuning.batch.rules.empty() && tuning.batch.mode == BatchMode::Tool;
}

struct Rule {
    std::string_view key;
    bool inert;
    bool (*applies)(const Tuning&, const Servers&);
    const char* why;
};

constexpr std::array rules{
    Rule{"admission.burst", true, hasNoRate,
         QT_TRANSLATE_NOOP("Knob", "Acts only with a rate of calls per second.")},
    Rule{"batch.mode", false, nobodySpeaksBatches,
         QT_TRANSLATE_NOOP("Knob", "No server here speaks 2025-03-26: nothing is joined.")},
    Rule{"batch.mode", false, hasNoRules,
         QT_TRANSLATE_NOOP("Knob", "Without a rule below nothing is joined.")},
    Rule{"batch.rules", false, hasRulesForNothing,
         QT_TRANSLATE_NOOP("Knob", "Acts only while batching is \"tool\".")},
    Rule{"breaker.window", true, hasNoShare, QT_TRANSLATE_NOOP("Knob", "Acts only with a failure share.")},
    Rule{"pool.max", true, neverGrows,
         QT_TRANSLATE_NOOP("Knob", "The pool grows only with a limit of calls per connection.")},
    Rule{
        "pool.idle", true, neverGrows,
        QT_TRANSLATE_NOOP("Knob", "Without a limit of calls per connection there is none beyond the least.")},
};

} // namespace

KnobReach reachOf(const settings::Knob& knob, const Tuning& tuning, const Servers& servers) {
    for (const Rule& rule : rules)
        if (rule.key == knob.key && rule.applies(tuning, servers))
            return {rule.inert, QCoreApplication::translate("Knob", rule.why)};
    return {};
}

} // namespace dyno::ui
