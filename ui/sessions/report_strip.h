#pragma once

#include "ui/panels/strip.h"
#include "ui/theme/theme.h"

class QProgressBar;
class QPushButton;
class QToolButton;

namespace dyno::ui {

/// How a report comes about, and what can be done with it then.
class ReportStrip : public Strip {
    Q_OBJECT

public:
    ReportStrip(Theme& theme, QWidget* parent);

    void setWriting(const QString& file);
    /// `remark`: what there is to say besides; may be empty.
    void setWritten(const QString& file, const QString& remark);

Q_SIGNALS:
    void cancelRequested();
    void openRequested(const QString& file);
    void folderRequested(const QString& file);

private:
    void setWriting(bool writing);

    QString m_file;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QPushButton* m_open;
    QPushButton* m_folder;
    QToolButton* m_dismiss;
};

} // namespace dyno::ui
