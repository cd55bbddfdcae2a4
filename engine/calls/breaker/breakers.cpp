#include "engine/calls/breaker/breakers.h"

#include "engine/calls/retry/failure_class.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace dyno::calls {

using async::TimePoint;
using settings::BreakerTuning;
using settings::Scope;
using telemetry::BreakerStatus;

Verdict verdictOf(const std::optional<ErrorKind>& error, const settings::FailureClasses& counts) {
    if (!error)
        return Verdict::Success;
    if (isAmong(counts, *error))
        return Verdict::Failure;
    switch (*error) {
    case ErrorKind::ToolFailed:
    case ErrorKind::Rejected:
    case ErrorKind::NeedsAuthorization:
    case ErrorKind::Limit:
        return Verdict::Success;
    default:
        return Verdict::None;
    }
}

// Pass

Breakers::Pass::Pass(std::shared_ptr<Entry> entry, Breaker::Generation generation)
    : m_entry(std::move(entry))
    , m_generation(generation) {}

Breakers::Pass& Breakers::Pass::operator=(Pass&& other) noexcept {
    std::swap(m_entry, other.m_entry);
    std::swap(m_generation, other.m_generation);
    return *this;
}

Breakers::Pass::~Pass() {
    if (m_entry)
        m_entry->breaker.giveUp(m_generation);
}

void Breakers::Pass::succeeded(TimePoint now) {
    if (const auto entry = std::exchange(m_entry, nullptr))
        entry->breaker.report(entry->tuning->breaker, m_generation, Verdict::Success, now);
}

void Breakers::Pass::failed(const Error& error, TimePoint now) {
    const auto entry = std::exchange(m_entry, nullptr);
    if (!entry)
        return;
    const BreakerTuning& tuning = entry->tuning->breaker;
    const Verdict verdict = verdictOf(error.kind, tuning.counts);
    if (verdict == Verdict::Failure && m_generation == entry->breaker.generation()) {
        entry->failed = true;
        entry->refusal.failed(error);
    }
    entry->breaker.report(tuning, m_generation, verdict, now);
}

// Breakers

Result<Breakers::Pass> Breakers::enter(ServerId server, std::string_view tool, TimePoint now) {
    const BreakerTuning& tuning = m_tuning->breaker;
    if (!tuning.on)
        return Pass();
    const std::shared_ptr<Entry>& found = entry(server, tool);
    if (const auto generation = found->breaker.enter(tuning, now))
        return Pass(found, *generation);
    return found->refusal.error(found->breaker, tuning, now);
}

void Breakers::trip(ServerId server, std::string_view tool, TimePoint now) {
    if (m_tuning->breaker.on)
        entry(server, tool)->breaker.trip(now);
}

void Breakers::reset(ServerId server, std::string_view tool, TimePoint now) {
    if (m_tuning->breaker.on)
        entry(server, tool)->breaker.reset(now);
}

void Breakers::forget(ServerId server) {
    std::erase_if(m_entries, [&](const auto& item) { return item.first.server == server; });
}

void Breakers::tuningChanged(TimePoint now) {
    const BreakerTuning& tuning = m_tuning->breaker;
    const bool otherScope = std::exchange(m_scope, tuning.scope) != tuning.scope;
    if (tuning.on && !otherScope)
        return;
    for (const auto& [key, entry] : m_entries)
        entry->breaker.reset(now);
}

void Breakers::describe(std::vector<BreakerStatus>& into, TimePoint start, TimePoint now) {
    tuningChanged(now);
    const auto first = static_cast<std::ptrdiff_t>(into.size());
    for (const auto& [key, entry] : m_entries) {
        Breaker& breaker = entry->breaker;
        breaker.advance(m_tuning->breaker, now);
        if (!entry->failed && breaker.history().empty())
            continue;
        BreakerStatus status{key.server,
                             key.tool,
                             breaker.state(),
                             breaker.failures(),
                             breaker.reopensIn(m_tuning->breaker, now),
                             {}};
        for (const Breaker::Change& change : breaker.history())
            status.history.push_back({change.at - start, change.to, change.byHand});
        into.push_back(std::move(status));
    }
    std::sort(into.begin() + first, into.end(), [](const BreakerStatus& one, const BreakerStatus& other) {
        return std::tie(one.server, one.tool) < std::tie(other.server, other.tool);
    });
}

const std::shared_ptr<Breakers::Entry>& Breakers::entry(ServerId server, std::string_view tool) {
    const KeyView key(server, m_tuning->breaker.scope == Scope::Tool ? tool : std::string_view());
    if (const auto found = m_entries.find(key); found != m_entries.end())
        return found->second;
    std::string whose = key.tool.empty() ? "this server" : "the tool " + std::string(key.tool);
    return m_entries
        .emplace(Key{server, std::string(key.tool)}, std::make_shared<Entry>(m_tuning, std::move(whose)))
        .first->second;
}

std::size_t Breakers::Hash::operator()(const KeyView& key) const {
    return std::hash<std::string_view>()(key.tool) * 31 + key.server;
}

} // namespace dyno::calls
