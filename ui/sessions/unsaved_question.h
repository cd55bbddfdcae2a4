#pragma once

#include "ui/sessions/unsaved_sessions.h"

#include <QMessageBox>

class QAction;
class QMenu;

namespace dyno::ui {

/// Asks, as the window closes, whether its sessions are to be saved. Does not hold the charts up. Deletes
/// itself.
class UnsavedQuestion : public QMessageBox {
    Q_OBJECT

public:
    UnsavedQuestion(const std::vector<UnsavedSessions::Session>& unsaved, QWidget* window);

    /// Not once the person has said so.
    static bool isWanted();
    /// For a menu: whether it is asked, and the way to have it asked again.
    static QAction* action(QMenu* menu);

Q_SIGNALS:
    void saveChosen();
    void closeChosen();

private:
    static void setWanted(bool wanted);
    void decide(QAbstractButton* button);
};

} // namespace dyno::ui
