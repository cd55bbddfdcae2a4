#include "ui/panels/path/card_heading.h"

#include <QHBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QHBoxLayout* cardHeading(const QString& title, QWidget* card) {
    auto* heading = new QLabel(title, card);
    heading->setProperty("role", u"heading"_s);
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addStrut(heading->fontMetrics().height() + 12); // as high as one with buttons
    line->addWidget(heading);
    line->addStretch();
    return line;
}

} // namespace dyno::ui
