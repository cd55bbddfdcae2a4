#pragma once

#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace dyno::ui {

/// What needs an engine, and is greyed out with the reason while a recording is shown.
class EngineOnly : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void add(const QList<QObject*>& commands); ///< widgets and actions; they outlive it
    void setAvailable(bool available);

private:
    struct Command {
        QObject* object;
        QString toolTip; ///< its own
    };
    QList<Command> m_commands;
};

} // namespace dyno::ui
