#pragma once

#include "engine/settings/tuning.h"

#include <QObject>
#include <QStringList>

#include <string>

class QWidget;

namespace dyno::ui {

/// Saves the tuning as a workspace file, and loads it. What such a file holds and this version does not know
/// is kept and written again.
class TuningFile : public QObject {
    Q_OBJECT

public:
    explicit TuningFile(QWidget* window);

    /// Asks where to; the tuning is that of the moment in which it is asked.
    void save(const settings::Tuning& tuning);
    void load();
    void write(const QString& path, const settings::Tuning& tuning);
    void read(const QString& path);
    /// Another has read it, and its tuning is in force: what is `unknown` in it stays in it.
    void opened(const QString& path, std::string unknown);

Q_SIGNALS:
    void loaded(const dyno::settings::Tuning& tuning);
    /// The tuning is that of this file from now on.
    void fileChanged(const QString& path);
    /// For a person to read: what could not be done, or what is in a file and not understood. Empty when all
    /// went well.
    void remarked(const QString& remarks);

private:
    QWidget* m_window;
    QString m_path;
    std::string m_unknown = "{}"; ///< of the file that was read last
};

} // namespace dyno::ui
