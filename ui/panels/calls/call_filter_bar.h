#pragma once

#include "engine/sessions/call_query.h"
#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLineEdit;
class QToolButton;

namespace dyno::ui {

class DurationFilter;

/// Which calls are wanted. In one line, or in two where it is narrow.
class CallFilterBar : public QWidget {
    Q_OBJECT

public:
    CallFilterBar(Theme& theme, QWidget* parent);

    void setServers(const std::vector<telemetry::ServerStatus>& servers);
    /// Without a range.
    sessions::CallFilter filter() const;
    void focusText();
    void clear();

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// At once, but for what is typed: once it pauses.
    void changed();
    /// Whoever typed wants to see the calls.
    void left();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QBoxLayout* makeChoices();
    QBoxLayout* makeText(Theme& theme);
    void addOutcomes();
    void updateTools(bool keep); ///< the chosen one, even where no server has it
    void tell();

    QComboBox* m_server;
    QComboBox* m_tool;
    QComboBox* m_outcome;
    DurationFilter* m_atLeast;
    DurationFilter* m_atMost;
    QLineEdit* m_text;
    QToolButton* m_clear;
    QBoxLayout* m_lines;
    QTimer m_pause;
    std::vector<telemetry::ServerStatus> m_servers;
    sessions::CallFilter m_told;
};

} // namespace dyno::ui
