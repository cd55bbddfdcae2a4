#include "ui/plain_tool_tip.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString plainToolTip(const QString& text) {
    if (!Qt::mightBeRichText(text))
        return text;
    return u"<div style=\"white-space:pre-wrap\">"_s % text.toHtmlEscaped() % u"</div>"_s;
}

} // namespace dyno::ui
