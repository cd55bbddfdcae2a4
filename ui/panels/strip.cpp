#include "ui/panels/strip.h"

#include <QHBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString styleOf(Strip::Tone tone) {
    switch (tone) {
    case Strip::Tone::Bad:
        return u"bad"_s;
    case Strip::Tone::Warning:
        return u"warning"_s;
    case Strip::Tone::Info:
        break;
    }
    return u"info"_s;
}

} // namespace

Strip::Strip(Tone tone, Qt::Orientation orientation, QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_buttons(new QHBoxLayout) {
    setProperty("strip", styleOf(tone));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const bool vertical = orientation == Qt::Vertical;
    auto* box = new QBoxLayout(vertical ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, this);
    box->setContentsMargins(10, vertical ? 8 : 4, vertical ? 10 : 6, vertical ? 8 : 4);
    box->addWidget(m_text, 1);
    box->addLayout(m_buttons);
    hide();
}

void Strip::setText(const QString& text) {
    m_text->setText(text);
}

QString Strip::text() const {
    return m_text->text();
}

void Strip::addButton(QWidget* button) {
    m_buttons->addWidget(button);
}

} // namespace dyno::ui
