#include "ui/panels/path/stage_view.h"

#include "ui/panels/path/stage_box.h"

#include <QPainter>
#include <QResizeEvent>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using telemetry::Stage;
using telemetry::stageCount;

constexpr int gap = 18; // between two boxes, for the arrow
constexpr int rowGap = 6;
constexpr int widest = 230; // wider boxes only tear name and number apart

} // namespace

StageView::StageView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    setObjectName(u"stageView"_s);
    setAccessibleName(tr("The call path"));
    for (int i = 0; i < stageCount; ++i) {
        m_boxes[std::size_t(i)] = new StageBox(theme, Stage(i), this);
        connect(m_boxes[std::size_t(i)], &StageBox::activated, this, &StageView::stageActivated);
    }
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StageView::setSnapshot(const telemetry::Snapshot& snapshot, bool past) {
    if (std::exchange(m_past, past) && !past)
        m_window = {}; // what a range counted and what all count have no rate between them
    if (past)
        m_window = FlowWindow::of(snapshot);
    else
        m_window.add(snapshot);
    const auto busiest = m_window.busiest();
    int branches = 0;
    for (int i = 0; i < stageCount; ++i) {
        box(Stage(i)).setFacts(stageFacts(Stage(i), snapshot, m_window));
        box(Stage(i)).setEmphasised(busiest == Stage(i));
        branches = std::max(branches, int(box(Stage(i)).facts().branches.size()));
    }
    makeRoom(branches);
    update();
}

void StageView::makeRoom(int branches) {
    if (branches <= m_branchLines)
        return;
    m_branchLines = branches;
    for (StageBox* box : m_boxes)
        box->setBranchLines(branches);
    updateGeometry();
    layOut();
}

// As few rows as there must be, and these of about the same length.
int StageView::columns(int width) const {
    const int needed = m_boxes.front()->minimumSizeHint().width() + gap;
    const int fit = std::clamp(width / needed, 1, stageCount);
    const int rows = (stageCount + fit - 1) / fit;
    return (stageCount + rows - 1) / rows;
}

int StageView::heightForWidth(int width) const {
    const int inRow = columns(width), rows = (stageCount + inRow - 1) / inRow;
    return rows * (m_boxes.front()->minimumSizeHint().height() + rowGap) - rowGap;
}

QSize StageView::sizeHint() const {
    const int width = std::max(this->width(), minimumSizeHint().width());
    return {width, heightForWidth(width)};
}

QSize StageView::minimumSizeHint() const {
    const QSize box = m_boxes.front()->minimumSizeHint();
    return {box.width() + gap, box.height()};
}

void StageView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

void StageView::layOut() {
    const int inRow = columns(width());
    const int boxHeight = m_boxes.front()->minimumSizeHint().height();
    const int boxWidth = std::min((width() - inRow * gap) / inRow, widest);
    for (int i = 0; i < stageCount; ++i)
        m_boxes[std::size_t(i)]->setGeometry(gap / 2 + (i % inRow) * (boxWidth + gap),
                                             (i / inRow) * (boxHeight + rowGap), boxWidth, boxHeight);
}

void StageView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i + 1 < stageCount; ++i) {
        const QRect from = m_boxes[std::size_t(i)]->geometry(), to = m_boxes[std::size_t(i) + 1]->geometry();
        const bool flowing = m_boxes[std::size_t(i)]->facts().outRate > 0;
        const int height = m_boxes.front()->arrowHeight();
        const bool wraps = to.top() != from.top();
        paintArrow(painter, from.right() + 2, wraps ? from.right() + gap / 2 : to.left() - 1,
                   from.top() + height, flowing);
        if (wraps)
            paintArrow(painter, 0, to.left() - 1, to.top() + height, flowing);
    }
}

void StageView::paintArrow(QPainter& painter, int left, int right, int y, bool flowing) const {
    constexpr int head = 5;
    const QColor colour = m_theme.colour(flowing ? Colour::Accent : Colour::Marker);
    painter.setPen(QPen(colour, 2));
    painter.drawLine(left, y, right - head, y);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygon({{right - head, y - head + 1}, {right, y}, {right - head, y + head - 1}}));
}

} // namespace dyno::ui
