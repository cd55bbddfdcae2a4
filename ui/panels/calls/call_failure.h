#pragma once

#include "engine/sessions/call_query.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;

namespace dyno::ui {

/// Why a call failed: kind and message, and what evidence there is (exit status, end of stderr).
class CallFailure : public QFrame {
    Q_OBJECT

public:
    explicit CallFailure(QWidget* parent);

    /// Hides itself for one that succeeded.
    void setCall(const sessions::CallDetail& call);

private:
    QLabel* m_message;
    QPlainTextEdit* m_detail;
};

} // namespace dyno::ui
