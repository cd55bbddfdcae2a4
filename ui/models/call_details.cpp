#include "ui/models/call_details.h"

namespace dyno::ui {

void CallDetails::setSource(SessionSource* source) {
    m_source = source;
    m_chosen = m_told = 0;
    m_asking = false;
}

void CallDetails::choose(std::uint32_t id) {
    m_chosen = id;
    askNext();
}

void CallDetails::askNext() {
    if (m_asking || !m_source || m_chosen == 0 || m_chosen == m_told)
        return;
    m_asking = true;
    m_source->ask<sessions::CallDetail>(
        [id = m_chosen](sessions::SessionReader& reader) { return reader.detail(id); },
        [self = QPointer(this), source = m_source, id = m_chosen](const Result<sessions::CallDetail>& call) {
            if (self && self->m_source == source)
                self->take(id, call);
        });
}

void CallDetails::take(std::uint32_t id, const Result<sessions::CallDetail>& call) {
    m_asking = false;
    if (id != m_chosen)
        return askNext();
    m_told = id;
    if (call)
        Q_EMIT arrived(*call);
    else
        Q_EMIT failed(call.error());
}

} // namespace dyno::ui
