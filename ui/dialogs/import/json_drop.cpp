#include "ui/dialogs/import/json_drop.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString jsonFile(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    const QString path = urls.size() == 1 ? urls.front().toLocalFile() : QString();
    return path.endsWith(u".json"_s, Qt::CaseInsensitive) ? path : QString();
}

} // namespace

JsonDrop::JsonDrop(QWidget* window)
    : QObject(window)
    , m_window(window) {
    window->setAcceptDrops(true);
    qApp->installEventFilter(this);
}

bool JsonDrop::eventFilter(QObject* watched, QEvent* event) {
    const bool drag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove ||
                      event->type() == QEvent::Drop;
    auto* widget = drag ? qobject_cast<QWidget*>(watched) : nullptr;
    if (!widget || widget->window() != m_window)
        return false;
    auto& drop = static_cast<QDropEvent&>(*event);
    const QString path = jsonFile(*drop.mimeData());
    if (path.isEmpty())
        return false;
    drop.setDropAction(Qt::CopyAction);
    drop.accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(path);
    return true;
}

} // namespace dyno::ui
