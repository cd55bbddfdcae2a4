#pragma once

#include "ui/sessions/report_writer.h"
#include "ui/theme/theme.h"

#include <QMenu>

class QToolButton;

namespace dyno::ui {

class Dashboard;
class NoticeStrip;
class ReportStrip;
class SessionView;

/// Reports of the session that is shown, or of the range of it: into a file of the person's choice, or, with
/// one click, as a page in the browser. Says over the figures how it went.
class ReportMenu : public QMenu {
    Q_OBJECT

public:
    /// View and dashboard outlive it.
    ReportMenu(Theme& theme, SessionView& view, Dashboard& dashboard, QWidget* window);

    /// For the tool bar: a click is a page in the browser, its menu this one.
    QToolButton* makeButton(QWidget* parent);
    void save(ReportFormat format, const QString& to);
    void openPage();

private:
    void build();
    void wire(SessionView& view);
    void updateActions();
    void askWhere(ReportFormat format);
    QString suggestedName(ReportFormat format) const;
    void written(const QString& to);
    void reveal(const QString& file);

    Theme& m_theme;
    SessionView& m_view;
    QWidget* m_window;
    ReportWriter* m_writer;
    ReportStrip* m_strip;
    NoticeStrip* m_failure;
    QAction* m_page = nullptr;
    QString m_folder;  ///< where the last one was saved
    QString m_browser; ///< opens this one when it is written
};

} // namespace dyno::ui
