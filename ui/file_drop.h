#pragma once

#include <QObject>
#include <QString>

class QMimeData;
class QWidget;

namespace dyno::ui {

/// Takes a file of one kind that is dropped anywhere on a window, also on a field that would take its path
/// for text.
class FileDrop : public QObject {
    Q_OBJECT

public:
    /// `suffix` with its dot. Lives as long as the window.
    FileDrop(const QString& suffix, QWidget* window);

Q_SIGNALS:
    void dropped(const QString& path);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QString fileIn(const QMimeData& data) const;

    QString m_suffix;
    QWidget* m_window;
};

} // namespace dyno::ui
