#include "ui/models/phase_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

struct Words {
    QStringView title;
    QStringView meaning;
};

constexpr std::array<Words, calls::phaseCount> words{{
    {u"queue", u"From when the call should have begun until it got a connection"},
    {u"retry", u"Earlier attempts, and the waits between them"},
    {u"name lookup", u"Until the host's address was known; only where a connection was opened"},
    {u"connect", u"Until TCP was connected; only where a connection was opened"},
    {u"TLS", u"Until the TLS handshake was done; only where a connection was opened"},
    {u"send", u"Until the request's last byte was handed to the kernel"},
    {u"server", u"Until the first byte of the answer was read"},
    {u"receive", u"Until its last byte was read"},
    {u"decode", u"Until the answer was parsed"},
    {u"task", u"Until the task that was the answer had its result"},
}};

} // namespace

QString phaseTitle(calls::Phase phase) {
    return words[std::size_t(phase)].title.toString();
}

QString phaseMeaning(calls::Phase phase) {
    return words[std::size_t(phase)].meaning.toString();
}

Colour phaseColour(calls::Phase phase) {
    return Colour(int(Colour::PhaseQueue) + int(phase));
}

std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount>
phasesOf(const telemetry::Snapshot& snapshot) {
    std::array<std::optional<telemetry::LatencySummary>, calls::phaseCount> phases;
    for (const telemetry::PhaseSummary& summary : snapshot.phases) {
        for (int phase = 0; phase < calls::phaseCount; ++phase) {
            if (summary.name == name(calls::Phase(phase)) && summary.latency.count > 0)
                phases[std::size_t(phase)] = summary.latency;
        }
    }
    return phases;
}

} // namespace dyno::ui
