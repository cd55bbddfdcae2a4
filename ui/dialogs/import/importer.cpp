#include "ui/dialogs/import/importer.h"

#include "ui/dialogs/import/import_dialog.h"
#include "ui/format.h"

namespace dyno::ui {

Importer::Importer(Theme& theme, QWidget* window)
    : QObject(window)
    , m_theme(theme)
    , m_window(window) {}

void Importer::open() {
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new ImportDialog(m_theme, m_window);
    connect(m_dialog, &ImportDialog::fileRequested, this, &Importer::read);
    connect(m_dialog, &ImportDialog::importRequested, this, &Importer::import);
    m_dialog->show();
    m_background.run<std::vector<ImportPlace>>(findImportPlaces,
                                               [dialog = m_dialog](const std::vector<ImportPlace>& places) {
                                                   if (dialog)
                                                       dialog->setPlaces(places);
                                               });
}

void Importer::openFile(const QString& path) {
    open();
    m_dialog->openFile(path);
}

void Importer::read(const QString& path) {
    const auto done = [this, path, dialog = m_dialog](ImportedFile file) {
        if (!dialog || !dialog->wants(path))
            return;
        m_file = std::move(file);
        if (m_file.config)
            dialog->showFile(path, std::move(m_file.shown));
        else
            dialog->showProblem(path, m_file.problem);
    };
    m_background.run<ImportedFile>([path] { return readImportFile(path); }, done);
}

// Every entry that can be is imported; the dialog stays open only for the others.
void Importer::import(const QList<int>& rows, const std::map<std::string, std::string>& values) {
    bool all = true;
    for (const int row : rows) {
        const auto config =
            settings::finished(m_file.config->servers[std::size_t(row)], *m_file.config, values);
        if (config)
            Q_EMIT serverImported(*config);
        else
            m_dialog->showEntryProblem(row, toQString(config.error().message));
        all = all && config;
    }
    if (all)
        m_dialog->accept();
    else
        m_dialog->uncheckAll();
}

} // namespace dyno::ui
