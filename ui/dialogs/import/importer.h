#pragma once

#include "engine/settings/server_config.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/import/import_reader.h"
#include "ui/theme/theme.h"

#include <QPointer>

#include <map>
#include <string>

class QWidget;

namespace dyno::ui {

class ImportDialog;

/// Opens the import dialog, reads files for it in the background, and hands out what is imported.
class Importer : public QObject {
    Q_OBJECT

public:
    /// Dialogs belong to `window`, which also owns this.
    Importer(Theme& theme, QWidget* window);

    void open();
    /// Opens the dialog on a file.
    void openFile(const QString& path);

Q_SIGNALS:
    void serverImported(const dyno::settings::ServerConfig& config);

private:
    void read(const QString& path);
    void import(const QList<int>& rows, const std::map<std::string, std::string>& values);

    Theme& m_theme;
    QWidget* m_window;
    QPointer<ImportDialog> m_dialog;
    ImportedFile m_file; ///< that the dialog shows
    Background m_background;
};

} // namespace dyno::ui
