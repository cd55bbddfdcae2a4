#include "ui/sessions/session_saver.h"

#include "engine/sessions/session_folder.h"

#include <QDir>
#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace dyno::ui {

SessionSaver::SessionSaver(QWidget* window)
    : QObject(window)
    , m_window(window)
    , m_folder(QDir::homePath()) {}

void SessionSaver::ask(const std::filesystem::path& file) {
    const QString name = QString::fromStdString(file.filename().string());
    auto* dialog =
        new QFileDialog(m_window, tr("Save the session"), m_folder % u'/' % name, tr("Sessions (*.dyno)"));
    dialog->setObjectName(u"saveSession"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"dyno"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, file](const QString& to) { save(file, to.toStdString()); });
    connect(dialog, &QFileDialog::rejected, this, &SessionSaver::givenUp);
    dialog->open();
}

void SessionSaver::save(const std::filesystem::path& file, const std::filesystem::path& to) {
    m_folder = QString::fromStdString(to.parent_path().string());
    Q_EMIT saving(file);
    m_background.run<Result<void>>([file, to] { return sessions::saveCopy(file, to); },
                                   [this, file, to](Result<void> done) {
                                       if (done.has_error())
                                           Q_EMIT failed(to, done.error());
                                       else
                                           Q_EMIT saved(file, to);
                                   });
}

} // namespace dyno::ui
