#include "ui/dialogs/tuning_file.h"

#include "engine/settings/workspace_file.h"
#include "ui/format.h"

#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QFileDialog* makeDialog(QWidget* window, const QString& title, const QString& path) {
    auto* dialog = new QFileDialog(window, title, path, TuningFile::tr("JSON files (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

TuningFile::TuningFile(QWidget* window)
    : QObject(window)
    , m_window(window)
    , m_path(u"mcp-dyno.json"_s) {}

void TuningFile::save(const settings::Tuning& tuning) {
    QFileDialog* dialog = makeDialog(m_window, tr("Save the tuning"), m_path);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, tuning](const QString& path) { write(path, tuning); });
    dialog->open();
}

void TuningFile::load() {
    QFileDialog* dialog = makeDialog(m_window, tr("Load a tuning"), m_path);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &TuningFile::read);
    dialog->open();
}

void TuningFile::write(const QString& path, const settings::Tuning& tuning) {
    const auto written = settings::writeWorkspace(path.toStdString(), {tuning, m_unknown, {}});
    m_path = path;
    Q_EMIT remarked(written ? QString() : toQString(written.error().message));
}

void TuningFile::read(const QString& path) {
    const auto workspace = settings::readWorkspace(path.toStdString());
    if (workspace.has_error())
        return Q_EMIT remarked(toQString(workspace.error().message));
    opened(path, workspace->unknown);
    Q_EMIT loaded(workspace->tuning);
    QStringList warnings;
    for (const std::string& warning : workspace->warnings)
        warnings << toQString(warning);
    Q_EMIT remarked(warnings.join(u'\n'));
}

void TuningFile::opened(const QString& path, std::string unknown) {
    m_path = path;
    m_unknown = std::move(unknown);
    Q_EMIT fileChanged(path);
}

} // namespace dyno::ui
