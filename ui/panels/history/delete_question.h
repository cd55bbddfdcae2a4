#pragma once

#include "engine/sessions/session_folder.h"

#include <QMessageBox>

namespace dyno::ui {

/// Asks whether sessions are to be deleted for good. Does not hold the charts up. Deletes itself.
class DeleteQuestion : public QMessageBox {
    Q_OBJECT

public:
    DeleteQuestion(const std::vector<sessions::ListedSession>& sessions, QWidget* parent);

Q_SIGNALS:
    void confirmed();
};

} // namespace dyno::ui
