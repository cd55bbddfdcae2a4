#include "ui/models/change_verdicts.h"

namespace dyno::ui {

namespace {

// With a pace of some seconds, until the time that is compared is full.
constexpr int asksAfterChange = 12;

} // namespace

ChangeVerdicts::ChangeVerdicts(std::chrono::milliseconds pace, QObject* parent)
    : QObject(parent) {
    m_pace.setInterval(pace);
    connect(&m_pace, &QTimer::timeout, this, &ChangeVerdicts::ask);
}

void ChangeVerdicts::setSource(SessionSource* source) {
    m_source = source;
    ++m_question;
    m_asking = false;
    m_left = 1;
    m_pace.stop();
    if (m_watched)
        ask();
    noteChange();
}

void ChangeVerdicts::setLive(bool live) {
    if (live == m_live)
        return;
    m_live = live;
    m_left = live ? asksAfterChange : 1; // what is written last is wanted too
    askInTime();
}

void ChangeVerdicts::setWatched(bool watched) {
    if (watched == m_watched)
        return;
    m_watched = watched;
    if (watched && m_left > 0)
        ask();
    askInTime();
}

void ChangeVerdicts::noteChange() {
    if (m_live)
        m_left = asksAfterChange;
    askInTime();
}

void ChangeVerdicts::askInTime() {
    const bool wanted = m_source && m_watched && m_left > 0;
    if (wanted && !m_pace.isActive())
        m_pace.start();
    else if (!wanted)
        m_pace.stop();
}

void ChangeVerdicts::ask() {
    if (!m_source || m_asking)
        return;
    m_asking = true;
    --m_left;
    askInTime();
    m_source->ask<Verdicts>([](sessions::SessionReader& reader) { return sessions::changeVerdicts(reader); },
                            [self = QPointer(this), number = ++m_question](const Result<Verdicts>& verdicts) {
                                if (!self || self->m_question != number)
                                    return;
                                self->m_asking = false;
                                if (verdicts.has_error())
                                    Q_EMIT self->failed(verdicts.error());
                                else
                                    Q_EMIT self->arrived(*verdicts);
                            });
}

} // namespace dyno::ui
