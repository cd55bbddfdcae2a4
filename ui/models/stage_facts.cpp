#include "ui/models/stage_facts.h"

#include "ui/format.h"
#include "ui/models/stage_effect.h"
#include "ui/models/state_colour.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <numeric>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using settings::Tuning;
using telemetry::BreakerState;
using telemetry::PathStatus;
using telemetry::Snapshot;
using telemetry::Stage;
using telemetry::StageFlow;
using Branch = StageFacts::Branch;

bool isOff(Stage stage, const Tuning& tuning) {
    switch (stage) {
    case Stage::Admission:
        return !tuning.admission.callsPerSecond && !tuning.admission.perServer && !tuning.admission.perTool;
    case Stage::Cache:
        return !tuning.cache.on;
    case Stage::Batch:
        return tuning.batch.mode == settings::BatchMode::Off;
    case Stage::Breaker:
        return !tuning.breaker.on;
    case Stage::Retry:
        return tuning.retry.attempts <= 1;
    case Stage::Pool:
    case Stage::Server:
        break;
    }
    return false;
}

// A breaker that was tripped by hand is open whether its knob is on or not.
bool isIdle(Stage stage, const Snapshot& snapshot) {
    const StageFlow& flow = snapshot.path.stages[std::size_t(stage)];
    return isOff(stage, snapshot.tuning) && flow.held == 0 && flow.turnedAway == 0 && flow.answered == 0;
}

void noteBreaker(StageFacts& facts, const PathStatus& path) {
    const auto anyIs = [&path](BreakerState state) {
        return std::ranges::find(path.breakers, state, &telemetry::BreakerStatus::state) !=
               path.breakers.end();
    };
    const BreakerState worst = anyIs(BreakerState::Open)       ? BreakerState::Open
                               : anyIs(BreakerState::HalfOpen) ? BreakerState::HalfOpen
                                                               : BreakerState::Closed;
    facts.note = toQString(name(worst));
    facts.noteColour = stateColour(worst);
}

QString shortNote(Stage stage, const PathStatus& path) {
    switch (stage) {
    case Stage::Cache:
        return QString::number(hitShare(path.cache) * 100, 'f', 0) % u" % hits"_s;
    case Stage::Batch:
        return path.batch.batches == 0
                   ? QString()
                   : QString(u"× "_s %
                             QString::number(double(path.batch.calls) / double(path.batch.batches), 'f', 1));
    case Stage::Retry:
        return formatShortCount(path.retry.retries) % u" again"_s;
    case Stage::Pool: {
        std::uint32_t ready = 0;
        for (const telemetry::PoolStatus& pool : path.pools)
            ready += pool.ready;
        return QString::number(ready) % u" ready"_s;
    }
    default:
        return {};
    }
}

void addNote(StageFacts& facts, Stage stage, const Snapshot& snapshot) {
    if (facts.off)
        facts.note = u"off"_s;
    else if (stage == Stage::Breaker)
        noteBreaker(facts, snapshot.path);
    else
        facts.note = shortNote(stage, snapshot.path);
}

std::vector<Branch> reasons(Stage stage, const PathStatus& path) {
    switch (stage) {
    case Stage::Admission:
        return {{path.queueFull, u"queue full"_s, Colour::Bad},
                {path.waitedTooLong, u"waited too long"_s, Colour::Bad}};
    case Stage::Breaker:
        return {{path.breakerOpen, u"breaker open"_s, Colour::Bad}};
    case Stage::Pool:
        return {{path.noConnection, u"no connection"_s, Colour::Bad}};
    default:
        return {};
    }
}

void addBranches(StageFacts& facts, Stage stage, const Snapshot& snapshot) {
    const StageFlow& flow = snapshot.path.stages[std::size_t(stage)];
    facts.branches = reasons(stage, snapshot.path);
    std::uint64_t explained = 0;
    for (const Branch& branch : facts.branches)
        explained += branch.calls;
    const QString others = stage == Stage::Server ? u"failed"_s : u"gave up"_s;
    facts.branches.push_back({flow.turnedAway - std::min(flow.turnedAway, explained), others, Colour::Bad});
    facts.branches.insert(facts.branches.begin(), {flow.answered, u"answered"_s, Colour::Good});
    std::erase_if(facts.branches, [](const Branch& branch) { return branch.calls == 0; });
}

double shareOfHeld(std::uint32_t held, const PathStatus& path) {
    const auto add = [](std::uint64_t sum, const StageFlow& flow) { return sum + flow.held; };
    const std::uint64_t all = std::accumulate(path.stages.begin(), path.stages.end(), std::uint64_t(0), add);
    return all == 0 ? 0 : double(held) / double(all);
}

constexpr std::array<const char*, telemetry::stageCount> meanings{
    QT_TRANSLATE_NOOP("Stage", "Calls wait here for the rate and the limits on calls that run at once."),
    QT_TRANSLATE_NOOP("Stage", "Equal calls get an answer that was kept, or that of one under way."),
    QT_TRANSLATE_NOOP("Stage", "Calls wait here for others, to travel as one request."),
    QT_TRANSLATE_NOOP("Stage", "Calls to a server or tool that keeps failing are rejected at once."),
    QT_TRANSLATE_NOOP("Stage", "Calls that failed wait here before they are tried again."),
    QT_TRANSLATE_NOOP("Stage", "Calls wait here for a connection."),
    QT_TRANSLATE_NOOP("Stage", "Calls that were sent and have no answer yet."),
};

} // namespace

StageFacts stageFacts(Stage stage, const Snapshot& snapshot, const FlowWindow& window) {
    const StageFlow& flow = snapshot.path.stages[std::size_t(stage)];
    const FlowWindow::Rates rates = window.rates(stage);
    StageFacts facts;
    facts.title = stageTitle(name(stage));
    facts.off = isIdle(stage, snapshot);
    facts.in = flow.in;
    facts.out = flow.out;
    facts.inRate = rates.in;
    facts.outRate = rates.out;
    facts.held = flow.held;
    facts.share = shareOfHeld(flow.held, snapshot.path);
    addNote(facts, stage, snapshot);
    addBranches(facts, stage, snapshot);
    return facts;
}

QString inWords(const StageFacts& facts) {
    QStringList parts{
        u"in %1 (%2)"_s.arg(formatCount(facts.in), formatRate(facts.inRate)),
        u"out %1 (%2)"_s.arg(formatCount(facts.out), formatRate(facts.outRate)),
        u"held %1 (%2 of the calls in the path)"_s.arg(formatCount(facts.held), formatShare(facts.share))};
    for (const Branch& branch : facts.branches)
        parts << formatCount(branch.calls) % u' ' % branch.why;
    if (!facts.note.isEmpty())
        parts.prepend(facts.note);
    return parts.join(u", "_s);
}

QString stageMeaning(Stage stage) {
    return QCoreApplication::translate("Stage", meanings[std::size_t(stage)]);
}

} // namespace dyno::ui
