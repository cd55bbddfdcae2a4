#include "ui/sessions/session_comparer.h"

#include <algorithm>

namespace dyno::ui {
namespace {

using Comparison = std::shared_ptr<const sessions::Comparison>;

} // namespace

SessionComparer::SessionComparer(std::vector<std::filesystem::path> files, QObject* parent)
    : QObject(parent) {
    for (std::filesystem::path& file : files) {
        m_sources.push_back(new SessionSource(file, this));
        m_sessions.push_back({std::move(file), {}, {}});
    }
    m_after.session = std::max<std::size_t>(m_sessions.size(), 1) - 1;
    for (std::size_t session = 0; session < m_sessions.size(); ++session)
        readUsual(session);
}

SessionComparer::~SessionComparer() {
    for (SessionSource* source : m_sources) { // which may be in the middle of a large file
        source->setParent(nullptr);
        source->retire();
    }
}

SessionComparer::SamplePtr SessionComparer::sample(Choice choice) const {
    const auto found = m_samples.find(choice);
    return found == m_samples.end() ? nullptr : found->second;
}

std::optional<Error> SessionComparer::problem() const {
    for (const Choice choice : {m_before, m_after})
        if (choice.session < m_sessions.size() && m_sessions[choice.session].error)
            return m_sessions[choice.session].error;
    return {};
}

SessionComparer::Choice SessionComparer::usual(std::size_t session) const {
    const auto& info = m_sessions[session].info;
    return {session, info && !info->runs.empty() ? info->runs.back().number : 0};
}

void SessionComparer::choose(Choice before, Choice after) {
    m_before = before;
    m_after = after;
    m_comparison.reset();
    for (const Choice choice : {before, after})
        if (m_sessions[choice.session].info && !m_samples.contains(choice))
            read(choice);
    proceed();
}

void SessionComparer::readUsual(std::size_t session) {
    ask(session, {}, [this, session](const SamplePtr& sample) {
        Session& known = m_sessions[session];
        known.info = sample->info;
        const Choice choice = usual(session);
        m_samples[choice] = sample;
        for (Choice* chosen : {&m_before, &m_after})
            if (chosen->session == session && chosen->run == 0)
                *chosen = choice;
        if (m_sessions.size() == 1 && known.info->runs.size() > 1)
            m_before.run = known.info->runs.front().number;
        if (m_before.session == session && !m_samples.contains(m_before))
            read(m_before);
    });
}

void SessionComparer::read(Choice choice) {
    m_samples[choice] = nullptr;
    ask(choice.session, rangeOf(choice),
        [this, choice](const SamplePtr& sample) { m_samples[choice] = sample; });
}

void SessionComparer::ask(std::size_t session, std::optional<sessions::Range> range,
                          std::function<void(SamplePtr)> taken) {
    ++m_asked;
    ++m_reading;
    m_sources[session]->ask<SamplePtr>(
        [range](sessions::SessionReader& reader) -> Result<SamplePtr> {
            auto sample = sessions::readSample(reader, range);
            if (sample.has_error())
                return sample.error();
            return std::make_shared<const sessions::Sample>(std::move(*sample));
        },
        [this, session, round = m_round, taken = std::move(taken)](const Result<SamplePtr>& sample) {
            if (round != m_round)
                return;
            --m_reading;
            if (sample)
                taken(*sample);
            else
                m_sessions[session].error = sample.error();
            proceed();
        });
}

std::optional<sessions::Range> SessionComparer::rangeOf(Choice choice) const {
    const sessions::SessionInfo& info = *m_sessions[choice.session].info;
    const auto run = std::ranges::find(info.runs, choice.run, &sessions::RunInfo::number);
    return run == info.runs.end() ? info.whole() : sessions::Range{run->began, run->ended};
}

// The comparison begins as soon as its two samples are there, whatever else is still read for the curves.
void SessionComparer::proceed() {
    if (!m_comparison && !m_comparing && sample(m_before) && sample(m_after))
        compare();
    Q_EMIT changed();
}

void SessionComparer::compare() {
    m_comparing = true;
    m_background.run<Comparison>(
        [before = sample(m_before), after = sample(m_after)] {
            return std::make_shared<const sessions::Comparison>(sessions::compare(*before, *after));
        },
        [this, before = m_before, after = m_after, round = m_round](const Comparison& comparison) {
            if (round != m_round)
                return;
            m_comparing = false;
            if (before == m_before && after == m_after)
                m_comparison = comparison;
            proceed();
        });
}

void SessionComparer::cancel() {
    ++m_round;
    m_reading = 0;
    m_comparing = false;
    m_cancelled = true;
    std::erase_if(m_samples, [](const auto& entry) { return !entry.second; });
    Q_EMIT changed();
}

void SessionComparer::resume() {
    m_cancelled = false;
    m_asked = 0;
    for (std::size_t session = 0; session < m_sessions.size(); ++session)
        if (!m_sessions[session].info && !m_sessions[session].error)
            readUsual(session);
    choose(m_before, m_after);
}

} // namespace dyno::ui
