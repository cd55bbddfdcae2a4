#include "ui/panels/history/delete_question.h"

#include "ui/format.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::ListedSession;

QString titleOrFile(const ListedSession& session) {
    return session.info ? toQString(session.info->title) : toQString(session.file.filename().string());
}

QString extentOf(const std::vector<ListedSession>& sessions) {
    std::uint64_t calls = 0, bytes = 0;
    for (const ListedSession& session : sessions) {
        calls += session.info ? session.info->calls : 0;
        bytes += session.info ? session.info->fileBytes : 0;
    }
    return DeleteQuestion::tr("%1 calls, %2. This cannot be undone.")
        .arg(formatCount(calls), formatBytes(bytes));
}

} // namespace

DeleteQuestion::DeleteQuestion(const std::vector<ListedSession>& sessions, QWidget* parent)
    : QMessageBox(parent) {
    setObjectName(u"deleteQuestion"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setIcon(QMessageBox::Warning);
    setTextFormat(Qt::PlainText);
    setText(sessions.size() == 1 ? tr("Delete the session “%1”?").arg(titleOrFile(sessions.front()))
                                 : tr("Delete %1 sessions?").arg(sessions.size()));
    setInformativeText(extentOf(sessions));
    QPushButton* remove = addButton(tr("Delete"), QMessageBox::DestructiveRole);
    remove->setObjectName(u"confirmDelete"_s);
    QPushButton* keep = addButton(QMessageBox::Cancel);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(remove, &QPushButton::clicked, this, &DeleteQuestion::confirmed);
}

} // namespace dyno::ui
