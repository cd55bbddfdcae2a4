#include "ui/sessions/engine_only.h"

#include <QVariant>

namespace dyno::ui {

// Widgets and actions have both properties, and nothing else in common.
void EngineOnly::add(const QList<QObject*>& commands) {
    for (QObject* object : commands)
        m_commands.append({object, object->property("toolTip").toString()});
}

void EngineOnly::setAvailable(bool available) {
    for (const Command& command : m_commands) {
        command.object->setProperty("enabled", available);
        command.object->setProperty(
            "toolTip", available ? command.toolTip
                                 : tr("A recording is shown, and no engine is behind it. \"Back to live\" "
                                      "leads to one."));
    }
}

} // namespace dyno::ui
