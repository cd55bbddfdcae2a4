#include "ui/charts/chart_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QIcon swatch(const QColor& colour, CurveShape shape) {
    QPixmap pixmap(32, 32);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    if (shape == CurveShape::Bars)
        painter.fillRect(QRect(10, 6, 12, 20), colour);
    else
        painter.fillRect(QRect(2, 13, 28, 6), colour);
    return QIcon(pixmap);
}

} // namespace

ChartCard::ChartCard(Theme& theme, TimeFrame& frame, const QString& title, std::vector<Curve> curves,
                     TimeChart::ValueText text, QWidget* parent)
    : QFrame(parent)
    , m_chart(new TimeChart(theme, frame, std::move(curves), std::move(text), this))
    , m_header(new QHBoxLayout) {
    setProperty("card", true);
    m_chart->setAccessibleName(title);
    m_chart->setAccessibleDescription(
        tr("Left and right move the cross-hair; with Shift they choose a range, whose figures "
           "Return shows; plus and minus zoom; Escape shows everything"));
    auto* heading = new QLabel(title, this);
    heading->setProperty("role", u"heading"_s);
    m_header->setContentsMargins(10, 6, 6, 2);
    m_header->setSpacing(2);
    m_header->addStrut(26); // as high with a button in the corner as without, so that neighbours line up
    m_header->addWidget(heading);
    m_header->addSpacing(8);
    addLegend(theme);
    m_header->addStretch();
    addWayBack(frame);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 3);
    column->setSpacing(0);
    column->addLayout(m_header);
    column->addWidget(m_chart, 1);
}

void ChartCard::addCornerWidget(QWidget* widget) {
    m_header->addWidget(widget);
}

void ChartCard::addWayBack(TimeFrame& frame) {
    auto* back = new QToolButton(this);
    back->setObjectName(u"showWholeTime"_s);
    back->setProperty("outlined", true);
    back->hide();
    m_header->addWidget(back);
    connect(back, &QToolButton::clicked, &frame, &TimeFrame::showWhole);
    connect(&frame, &TimeFrame::zoomChanged, back, [&frame, back] {
        back->setText(frame.isLive() ? tr("Back to now") : tr("Whole session"));
        back->setToolTip(tr("Show all of the time again (Esc)"));
        back->setVisible(frame.isZoomed());
    });
}

void ChartCard::addLegend(Theme& theme) {
    for (int i = 0; i < int(m_chart->curves().size()); ++i) {
        const Curve& curve = m_chart->curves()[i];
        auto* entry = new QToolButton(this);
        entry->setText(curve.name);
        entry->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        entry->setIconSize({12, 12});
        entry->setCheckable(true);
        entry->setChecked(true);
        entry->setProperty("legend", true);
        entry->setToolTip(tr("Show or hide %1").arg(curve.name));
        const auto paint = [&theme, entry, curve] {
            const Colour colour = entry->isChecked() ? curve.colour : Colour::DisabledText;
            entry->setIcon(swatch(theme.colour(colour), curve.shape));
        };
        paint();
        connect(&theme, &Theme::changed, entry, paint);
        connect(entry, &QToolButton::toggled, m_chart, [this, i, paint](bool on) {
            m_chart->setCurveVisible(i, on);
            paint();
        });
        m_header->addWidget(entry);
    }
}

} // namespace dyno::ui
