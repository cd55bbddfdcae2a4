#include "engine/reports/sink.h"

#include <utility>

namespace dyno::reports {

namespace {

constexpr std::size_t enough = 64 * 1024;

} // namespace

Result<void> put(const Sink& sink, std::string_view text) {
    if (sink(text))
        return {};
    return Error{ErrorKind::Io, "the report could not be written"};
}

bool BufferedSink::write(std::string_view text) {
    m_pending += text;
    if (m_pending.size() >= enough && !m_refused)
        m_refused = !m_sink(std::exchange(m_pending, {}));
    if (m_refused)
        m_pending.clear();
    return !m_refused;
}

Result<void> BufferedSink::finish() {
    const auto refuse = [](std::string_view) { return false; };
    return m_refused ? put(refuse, {}) : put(m_sink, std::exchange(m_pending, {}));
}

} // namespace dyno::reports
