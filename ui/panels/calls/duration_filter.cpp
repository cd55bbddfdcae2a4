#include "ui/panels/calls/duration_filter.h"

#include "engine/settings/duration_text.h"

#include <QStyle>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

Result<async::Duration> parse(QString text) {
    text.remove(u' ');
    text.replace(u"µ"_s, u"u"_s);
    if (text.back().isDigit())
        text += u"ms"_s;
    return settings::parseDuration(text.toStdString());
}

} // namespace

DurationFilter::DurationFilter(QWidget* parent)
    : QLineEdit(parent) {
    connect(this, &QLineEdit::textChanged, this, &DurationFilter::read);
}

void DurationFilter::read(const QString& text) {
    const auto before = m_duration;
    m_duration.reset();
    bool invalid = false;
    if (const QString trimmed = text.simplified(); !trimmed.isEmpty()) {
        const auto parsed = parse(trimmed);
        invalid = parsed.has_error();
        if (parsed)
            m_duration = *parsed;
    }
    mark(invalid);
    if (m_duration != before)
        Q_EMIT durationChanged();
}

void DurationFilter::mark(bool invalid) {
    if (property("invalid").toBool() == invalid)
        return;
    setProperty("invalid", invalid);
    setAccessibleDescription(invalid ? tr("Not a length of time") : QString());
    // A style sheet reads properties only when the widget is polished.
    style()->unpolish(this);
    style()->polish(this);
}

} // namespace dyno::ui
