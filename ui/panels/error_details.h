#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace dyno::ui {

/// Why a server failed: kind and message, and the evidence (exit status, end of stderr) on demand.
class ErrorDetails : public QFrame {
    Q_OBJECT

public:
    ErrorDetails(Theme& theme, QWidget* parent);

    /// Hides itself without a server that failed.
    void setServer(const telemetry::ServerStatus* server);

private:
    QLabel* m_message;
    QToolButton* m_unfold;
    QPlainTextEdit* m_detail;
};

} // namespace dyno::ui
