#include "ui/panels/calls/calls_status.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace dyno::ui {

namespace {

constexpr auto spokenOf = 200ms;

QString stampsOf(const sessions::Range& range) {
    return formatTimeStamp(range.from) % u" – "_s % formatTimeStamp(range.to);
}

QString shownText(const CallsStatus::Counts& counts) {
    const QString shown = formatCount(counts.shown);
    QString text = counts.filtered || counts.range
                       ? CallsStatus::tr("%1 of %2 kept calls").arg(shown, formatCount(counts.kept))
                       : CallsStatus::tr("%1 kept calls").arg(shown);
    if (counts.standsFor > counts.shown)
        text += CallsStatus::tr(", which stand for %1").arg(formatShortCount(counts.standsFor));
    return text;
}

QString textOf(const CallsStatus::Counts& counts) {
    QStringList parts{shownText(counts)};
    if (counts.seen > counts.kept)
        parts << CallsStatus::tr("%1 of all calls are kept")
                     .arg(formatShare(double(counts.kept) / double(counts.seen)));
    if (counts.range)
        parts << stampsOf(*counts.range);
    if (counts.halted)
        parts << CallsStatus::tr("new calls are added when ordered by time");
    return parts.join(u" · "_s);
}

} // namespace

CallsStatus::CallsStatus(QWidget* parent)
    : QWidget(parent)
    , m_count(new QLabel(this))
    , m_progress(new QProgressBar(this)) {
    m_count->setObjectName(u"callsCount"_s);
    m_count->setFont(Theme::smallFont());
    m_count->setProperty("role", u"muted"_s);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setUpProgress();
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_count, 1);
    line->addWidget(m_progress, 0, Qt::AlignVCenter);
    m_delay.setInterval(spokenOf);
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, m_progress, &QWidget::show);
}

void CallsStatus::setUpProgress() {
    m_progress->setObjectName(u"callsProgress"_s);
    m_progress->setAccessibleName(tr("Looking for calls"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    QSizePolicy policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(policy);
    m_progress->hide();
}

void CallsStatus::setCounts(const std::optional<Counts>& counts) {
    const QString text = counts ? textOf(*counts) : QString();
    if (m_count->text() == text)
        return;
    m_count->setText(text);
    m_count->setToolTip(text % u'\n' %
                        tr("All calls that fail or are slow are kept, and a sample of the others. Counts "
                           "and percentiles elsewhere are of all calls."));
}

void CallsStatus::setSearching(bool searching) {
    if (!searching) {
        m_delay.stop();
        m_progress->hide();
    } else if (!m_progress->isVisible() && !m_delay.isActive()) {
        m_delay.start();
    }
}

} // namespace dyno::ui
