#include "ui/bridge/session_source.h"

namespace dyno::ui {

SessionSource::SessionSource(std::filesystem::path file, QObject* parent)
    : SessionSource(
          file, [file] { return sessions::SessionReader::open(file); }, parent) {}

SessionSource::SessionSource(std::filesystem::path file, Opener open, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_open(std::move(open)) {}

SessionSource::~SessionSource() {
    if (m_stop)
        *m_stop = true;
}

void SessionSource::find(sessions::CallFilter filter, sessions::CallOrder order, Found found) {
    if (m_stop)
        *m_stop = true;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    ask<std::shared_ptr<const sessions::CallIndex>>(
        m_searches,
        [filter = std::move(filter), order, stop = m_stop](sessions::SessionReader& reader) {
            return reader.find(filter, order, stop.get());
        },
        std::move(found));
}

void SessionSource::retire() {
    m_retired = true;
    if (m_stop)
        *m_stop = true;
    const auto nothing = [] { return true; };
    m_questions.background.run<bool>(nothing, [this, nothing](bool) {
        m_searches.background.run<bool>(nothing, [this](bool) { deleteLater(); });
    });
}

Result<sessions::SessionReader*> SessionSource::open(Desk& desk) const {
    if (!desk.reader) {
        auto opened = m_open();
        if (opened.has_error())
            return opened.error();
        desk.reader = std::move(*opened);
    }
    return desk.reader.get();
}

} // namespace dyno::ui
