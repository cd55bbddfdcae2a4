#pragma once

class QHBoxLayout;
class QString;
class QWidget;

namespace dyno::ui {

/// A line with a title at its left; what is added to it stands at its right.
QHBoxLayout* cardHeading(const QString& title, QWidget* card);

} // namespace dyno::ui
