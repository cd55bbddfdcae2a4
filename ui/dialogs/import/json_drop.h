#pragma once

#include <QObject>

class QMimeData;
class QWidget;

namespace dyno::ui {

/// Takes a .json file that is dropped anywhere on a window, also on a field that would take its path for
/// text.
class JsonDrop : public QObject {
    Q_OBJECT

public:
    /// Lives as long as the window.
    explicit JsonDrop(QWidget* window);

Q_SIGNALS:
    void dropped(const QString& path);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_window;
};

} // namespace dyno::ui
