#pragma once

#include "engine/error.h"
#include "ui/bridge/background.h"

#include <QObject>

#include <filesystem>

class QWidget;

namespace dyno::ui {

/// Saves sessions under a name that the person gives, in the background. One that is being recorded is saved
/// as it is then.
class SessionSaver : public QObject {
    Q_OBJECT

public:
    explicit SessionSaver(QWidget* window);

    /// Asks for a name, and saves unless the person thinks better of it (given up).
    void ask(const std::filesystem::path& file);
    void save(const std::filesystem::path& file, const std::filesystem::path& to);

Q_SIGNALS:
    /// The copy is of what is in the file now.
    void saving(const std::filesystem::path& file);
    void saved(const std::filesystem::path& file, const std::filesystem::path& to);
    void failed(const std::filesystem::path& to, const dyno::Error& error);
    void givenUp();

private:
    QWidget* m_window;
    QString m_folder; ///< where the last one was saved
    Background m_background;
};

} // namespace dyno::ui
