#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace dyno::ui {

/// A thin coloured bar that says something and offers buttons, in place of a message box. Hidden until shown.
class Strip : public QFrame {
    Q_OBJECT

public:
    enum class Tone { Bad, Warning, Info };

    /// Vertical: the buttons are below the text, for narrow places.
    Strip(Tone tone, Qt::Orientation orientation, QWidget* parent);

    void setText(const QString& text);
    QString text() const;

    /// Behind or below the text, in the order of the calls.
    void addButton(QWidget* button);

private:
    QLabel* m_text;
    QHBoxLayout* m_buttons;
};

} // namespace dyno::ui
