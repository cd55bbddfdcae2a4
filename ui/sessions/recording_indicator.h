#pragma once

#include "engine/telemetry/recording_status.h"
#include "ui/theme/theme.h"

#include <QToolButton>

namespace dyno::ui {

/// In the tool bar: whether the session is recorded and how large its file is, with what can be done to it.
class RecordingIndicator : public QToolButton {
    Q_OBJECT

public:
    RecordingIndicator(Theme& theme, QWidget* parent);

    void setStatus(const telemetry::RecordingStatus& status);
    /// Whether recordings that begin from now on keep requests and answers; remembered.
    bool keepsBodies() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void saveRequested();
    void startRequested();
    void stopRequested();
    void folderRequested();

private:
    void show(const telemetry::RecordingStatus& status);
    Colour dotColour() const;

    Theme& m_theme;
    telemetry::RecordingStatus m_status;
    QAction* m_save;
    QAction* m_toggle;
    QAction* m_folder;
    QAction* m_bodies;
};

} // namespace dyno::ui
