#include "ui/bridge/session_source.h"

namespace dyno::ui {

SessionSource::SessionSource(std::filesystem::path file, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file)) {}

SessionSource::~SessionSource() {
    if (m_stop)
        *m_stop = true;
}

void SessionSource::find(sessions::CallFilter filter, sessions::CallOrder order, Found found) {
    if (m_stop)
        *m_stop = true;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    ask<std::shared_ptr<const sessions::CallIndex>>(
        [filter = std::move(filter), order, stop = m_stop](sessions::SessionReader& reader) {
            return reader.find(filter, order, stop.get());
        },
        std::move(found));
}

void SessionSource::retire() {
    m_retired = true;
    if (m_stop)
        *m_stop = true;
    m_background.run<bool>([] { return true; }, [this](bool) { deleteLater(); });
}

Result<sessions::SessionReader*> SessionSource::open() {
    if (!m_reader) {
        auto opened = sessions::SessionReader::open(m_file);
        if (opened.has_error())
            return opened.error();
        m_reader = std::move(*opened);
    }
    return m_reader.get();
}

} // namespace dyno::ui
