#pragma once

#include "ui/bridge/session_source.h"

#include <QObject>
#include <QPointer>

namespace dyno::ui {

/// Reads all that is known of the call that is chosen. One question at a time: while an arrow key is held
/// down, only the call that it stops at matters.
class CallDetails : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Nothing is chosen then.
    void setSource(SessionSource* source);
    void choose(std::uint32_t id);
    /// 0: none.
    std::uint32_t chosen() const { return m_chosen; }

Q_SIGNALS:
    void arrived(const dyno::sessions::CallDetail& call);
    void failed(const dyno::Error& error);

private:
    void askNext();
    void take(std::uint32_t id, const Result<sessions::CallDetail>& call);

    QPointer<SessionSource> m_source;
    std::uint32_t m_chosen = 0;
    std::uint32_t m_told = 0; ///< of which something was told
    bool m_asking = false;
};

} // namespace dyno::ui
