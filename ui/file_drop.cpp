#include "ui/file_drop.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace dyno::ui {

FileDrop::FileDrop(const QString& suffix, QWidget* window)
    : QObject(window)
    , m_suffix(suffix)
    , m_window(window) {
    window->setAcceptDrops(true);
    qApp->installEventFilter(this);
}

QString FileDrop::fileIn(const QMimeData& data) const {
    const QList<QUrl> urls = data.urls();
    const QString path = urls.size() == 1 ? urls.front().toLocalFile() : QString();
    return path.endsWith(m_suffix, Qt::CaseInsensitive) ? path : QString();
}

bool FileDrop::eventFilter(QObject* watched, QEvent* event) {
    const bool drag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove ||
                      event->type() == QEvent::Drop;
    auto* widget = drag ? qobject_cast<QWidget*>(watched) : nullptr;
    if (!widget || widget->window() != m_window)
        return false;
    auto& drop = static_cast<QDropEvent&>(*event);
    const QString path = fileIn(*drop.mimeData());
    if (path.isEmpty())
        return false;
    drop.setDropAction(Qt::CopyAction);
    drop.accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(path);
    return true;
}

} // namespace dyno::ui
