// What pointer, wheel and keys do in a chart.
#include "ui/charts/time_chart.h"

#include <QApplication>
#include <QChart>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr double zoomStep = 0.8; // for one notch of a wheel
constexpr double notch = 120;    // of QWheelEvent::angleDelta()

double inSeconds(async::Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

} // namespace

void TimeChart::mousePressEvent(QMouseEvent* event) {
    const bool inPlot = chart()->plotArea().contains(event->position());
    const bool left = event->button() == Qt::LeftButton, middle = event->button() == Qt::MiddleButton;
    if (!inPlot || !(left || middle))
        return;
    const bool moving = middle || event->modifiers().testFlag(Qt::ShiftModifier);
    m_gesture = moving ? Gesture::Moving : Gesture::Pressed;
    m_pressed = event->position();
    m_begun = timeAt(m_pressed.x());
    if (moving)
        viewport()->setCursor(Qt::ClosedHandCursor);
}

void TimeChart::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (m_gesture == Gesture::Pressed && isFar(event->position()))
        m_gesture = Gesture::Drawing;
    // Keys draw, too, and a pointer that passes by is not to meddle.
    const bool drawing = m_gesture == Gesture::Drawing && event->buttons().testFlag(Qt::LeftButton);
    if (drawing)
        m_frame.draw(m_begun, timeAt(x));
    if (m_gesture == Gesture::Moving)
        m_frame.move(m_begun - timeAt(x));
    if (drawing || chart()->plotArea().contains(event->position()))
        point(x);
    else
        m_frame.setMoment({});
}

void TimeChart::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    viewport()->unsetCursor();
    const Gesture ended = std::exchange(m_gesture, Gesture::None);
    const bool far = isFar(event->position());
    if (ended == Gesture::Drawing || (ended == Gesture::Pressed && far)) {
        m_frame.draw(m_begun, timeAt(event->position().x()));
        m_frame.choose();
    } else if (ended == Gesture::Pressed) {
        m_frame.clear();
    }
}

bool TimeChart::isFar(QPointF from) const {
    return std::abs(from.x() - m_pressed.x()) >= QApplication::startDragDistance();
}

void TimeChart::point(double x) {
    const QRectF plot = chart()->plotArea();
    const double inside = std::clamp(x, plot.left(), plot.right());
    m_frame.setMoment((inside - plot.right()) / plot.width() * inSeconds(m_shown.to - m_shown.from));
}

void TimeChart::wheelEvent(QWheelEvent* event) {
    const QPoint turned = event->angleDelta();
    const bool sideways = std::abs(turned.x()) > std::abs(turned.y());
    if (sideways || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const int by = sideways ? turned.x() : turned.y();
        m_frame.move(
            async::Duration(-std::int64_t(double((m_shown.to - m_shown.from).count()) / 8 * by / notch)));
    } else {
        m_frame.zoom(std::pow(zoomStep, turned.y() / notch), timeAt(event->position().x()));
    }
    point(event->position().x());
    event->accept();
}

void TimeChart::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_frame.setMoment({});
}

void TimeChart::step(int direction, bool drawing) {
    const double span = inSeconds(m_shown.to - m_shown.from);
    if (drawing && m_gesture != Gesture::Drawing) {
        m_gesture = Gesture::Drawing;
        m_begun = m_frame.at();
    }
    m_frame.setMoment(std::clamp(m_frame.moment().value_or(0) + direction * span / 120, -span, 0.0));
    if (drawing)
        m_frame.draw(m_begun, m_frame.at());
}

void TimeChart::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1, shift);
    case Qt::Key_Right:
        return step(1, shift);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_gesture = Gesture::None;
        return m_frame.choose();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_frame.zoom(zoomStep, m_frame.at());
    case Qt::Key_Minus:
        return m_frame.zoom(1 / zoomStep, m_frame.at());
    default:
        break;
    }
    if (event->key() != Qt::Key_Escape || !escape())
        QChartView::keyPressEvent(event);
}

// One thing at a time, the last one first.
bool TimeChart::escape() {
    m_gesture = Gesture::None;
    if (m_frame.marked())
        m_frame.clear();
    else if (m_frame.isZoomed())
        m_frame.showWhole();
    else if (m_frame.moment())
        m_frame.setMoment({});
    else
        return false;
    return true;
}

} // namespace dyno::ui
