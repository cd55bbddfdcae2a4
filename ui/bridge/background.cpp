#include "ui/bridge/background.h"

namespace dyno::ui {

Background::Background(QObject* parent)
    : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

Background::~Background() {
    m_pool.clear();
    m_pool.waitForDone();
}

void Background::start(std::function<void()> piece) {
    m_pool.start(std::move(piece));
}

} // namespace dyno::ui
