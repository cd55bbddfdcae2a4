#include "ui/panels/path/stage_box.h"

#include "ui/format.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int padding = 7;
constexpr int level = 6; // height of the bar
constexpr int stem = 12; // from the box to the first branch

QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

StageBox::StageBox(const Theme& theme, telemetry::Stage stage, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stage(stage)
    , m_title(bold(font()))
    , m_words(Theme::smallFont())
    , m_figures(smaller(Theme::numberFont()))
    , m_line(std::max(QFontMetrics(m_words).height(), QFontMetrics(m_figures).height())) {
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StageBox::setFacts(const StageFacts& facts) {
    if (facts == m_facts)
        return;
    m_facts = facts;
    setAccessibleName(facts.title);
    setAccessibleDescription(inWords(facts));
    update();
}

void StageBox::setEmphasised(bool emphasised) {
    if (emphasised == m_emphasised)
        return;
    m_emphasised = emphasised;
    update();
}

void StageBox::setBranchLines(int lines) {
    m_branchLines = lines;
}

int StageBox::boxHeight() const {
    return 2 * padding + QFontMetrics(m_title).height() + 4 + level + 5 + 3 * m_line;
}

int StageBox::nameWidth() const {
    return QFontMetrics(m_words).horizontalAdvance(tr("held")) + 4;
}

int StageBox::arrowHeight() const {
    return padding + QFontMetrics(m_title).height() + 4 + level / 2;
}

QSize StageBox::minimumSizeHint() const {
    const int figures = QFontMetrics(m_figures).horizontalAdvance(u"999,999 9.99 k/s"_s);
    return {nameWidth() + figures + 2 * padding, boxHeight() + stem + m_branchLines * m_line};
}

Colour StageBox::heldColour() const {
    return m_stage == telemetry::Stage::Server ? Colour::PhaseServer : Colour::PhaseQueue;
}

void StageBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect box(0, 0, width(), boxHeight());
    paintFrame(painter, box);
    QRect area = box.adjusted(padding, padding, -padding, -padding);
    paintTitle(painter, area);
    paintLevel(painter, area);
    paintFigure(painter, area, tr("held"), m_facts.held, {}, m_emphasised);
    paintFigure(painter, area, tr("in"), m_facts.in, formatRate(m_facts.inRate), false);
    paintFigure(painter, area, tr("out"), m_facts.out, formatRate(m_facts.outRate), false);
    paintBranches(painter, QRect(padding, box.bottom() + 1, width() - padding, height() - box.height()));
}

void StageBox::paintFrame(QPainter& painter, const QRect& box) const {
    const double stroke = m_emphasised ? 2 : 1;
    const Colour edge = hasFocus() ? Colour::Accent : m_emphasised ? heldColour() : Colour::Border;
    QPen pen(m_theme.colour(edge), stroke);
    if (m_facts.off)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(m_theme.colour(m_facts.off ? Colour::Window : Colour::Surface));
    const double inset = stroke / 2;
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), 6, 6);
}

void StageBox::paintTitle(QPainter& painter, QRect& area) const {
    const QRect row(area.left(), area.top(), area.width(), QFontMetrics(m_title).height());
    painter.setFont(m_title);
    painter.setPen(m_theme.colour(m_facts.off ? Colour::MutedText : Colour::Text));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_facts.title);
    const int taken = QFontMetrics(m_title).horizontalAdvance(m_facts.title) + padding;
    painter.setFont(m_words);
    painter.setPen(m_theme.colour(m_facts.noteColour));
    painter.drawText(row.adjusted(taken, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetrics(m_words).elidedText(m_facts.note, Qt::ElideRight, row.width() - taken));
    area.setTop(row.bottom() + 5);
}

void StageBox::paintLevel(QPainter& painter, QRect& area) const {
    const QRectF trough(area.left(), area.top(), area.width(), level);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colour(Colour::Grid));
    painter.drawRoundedRect(trough, level / 2.0, level / 2.0);
    if (m_facts.held > 0) {
        painter.setBrush(m_theme.colour(heldColour()));
        QRectF filled = trough;
        filled.setWidth(std::max(double(level), trough.width() * m_facts.share));
        painter.drawRoundedRect(filled, level / 2.0, level / 2.0);
    }
    area.setTop(area.top() + level + 5);
}

void StageBox::paintFigure(QPainter& painter, QRect& area, const QString& name, std::uint64_t count,
                           const QString& rate, bool strong) const {
    const QRect row(area.left(), area.top(), area.width(), m_line);
    area.setTop(row.bottom() + 1);
    painter.setFont(m_words);
    painter.setPen(m_theme.colour(Colour::MutedText));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, name);
    painter.setFont(m_figures);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, rate);
    painter.setFont(strong ? bold(m_figures) : m_figures);
    painter.setPen(m_theme.colour(m_facts.off ? Colour::MutedText : Colour::Text));
    // Right-aligned in the room of the widest, so that digits stay where they are.
    const QFontMetrics metrics(m_figures);
    const QRect digits(row.left() + nameWidth(), row.top(), metrics.horizontalAdvance(u"999,999"_s),
                       row.height());
    painter.drawText(digits, Qt::AlignRight | Qt::AlignVCenter, formatShortCount(count));
}

void StageBox::paintBranches(QPainter& painter, const QRect& area) const {
    if (m_facts.branches.empty())
        return;
    const int x = area.left() + 3;
    QRect row(area.left() + 14, area.top() + stem - 6, area.width() - 14, m_line);
    int from = area.top();
    for (const StageFacts::Branch& branch : m_facts.branches) {
        const QColor colour = m_theme.colour(branch.colour);
        const int y = row.center().y() + 1;
        painter.setPen(QPen(colour, 1.5));
        painter.drawLine(x, from, x, y);
        painter.drawLine(x, y, x + 8, y);
        from = y;
        const QString count = formatShortCount(branch.calls) % u' ';
        painter.setFont(m_figures);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, count);
        const int taken = QFontMetrics(m_figures).horizontalAdvance(count);
        painter.setFont(m_words);
        painter.drawText(row.adjusted(taken, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(m_words).elidedText(branch.why, Qt::ElideRight, row.width() - taken));
        row.translate(0, m_line);
    }
}

void StageBox::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT activated(m_stage);
}

void StageBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT activated(m_stage);
    else
        QWidget::keyPressEvent(event);
}

bool StageBox::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        // Made when it is looked at, not with each snapshot.
        const auto& help = static_cast<const QHelpEvent&>(*event);
        QToolTip::showText(help.globalPos(),
                           stageMeaning(m_stage) % u'\n' % inWords(m_facts).replace(u", "_s, u"\n"_s), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace dyno::ui
