#include "ui/models/trace_filter.h"

#include "ui/format.h"
#include "ui/models/trace_model.h"

namespace dyno::ui {

void TraceFilter::setServer(ServerId server) {
    m_server = server;
    invalidateFilter();
}

void TraceFilter::setDirection(std::optional<telemetry::TraceEntry::Direction> direction) {
    m_direction = direction;
    invalidateFilter();
}

void TraceFilter::setKind(std::optional<telemetry::TraceEntry::Kind> kind) {
    m_kind = kind;
    invalidateFilter();
}

void TraceFilter::setText(const QString& text) {
    m_text = text;
    invalidateFilter();
}

bool TraceFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const auto& entry = static_cast<const TraceModel*>(sourceModel())->entry(row);
    const bool kind = (m_server == 0 || m_server == entry.server) &&
                      (!m_direction || *m_direction == entry.direction) && (!m_kind || *m_kind == entry.kind);
    const auto contains = [this](const std::string& text) {
        return toQString(text).contains(m_text, Qt::CaseInsensitive);
    };
    return kind && (m_text.isEmpty() || contains(entry.method) || contains(entry.id) || contains(entry.text));
}

} // namespace dyno::ui
