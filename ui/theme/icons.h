#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace dyno::ui {

/// Renders a one-colour SVG of resources/icons at the sizes that widgets ask for, on normal and on dense
/// screens. An unknown name gives an empty icon.
QIcon tintedIcon(const QString& name, const QColor& colour, const QColor& disabled);

} // namespace dyno::ui
