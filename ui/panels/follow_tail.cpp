#include "ui/panels/follow_tail.h"

#include <QScrollBar>

#include <utility>

namespace dyno::ui {

FollowTail::FollowTail(QAbstractItemView& view)
    : QObject(&view)
    , m_view(view) {
    const QAbstractItemModel* model = view.model();
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, &FollowTail::noteEnd);
    connect(model, &QAbstractItemModel::rowsInserted, this, &FollowTail::follow);
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, &FollowTail::noteEnd);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &FollowTail::keepPlace);
    connect(view.verticalScrollBar(), &QScrollBar::rangeChanged, this, &FollowTail::followResized);
}

bool FollowTail::atEnd() const {
    const QScrollBar* bar = m_view.verticalScrollBar();
    return bar->value() >= bar->maximum();
}

void FollowTail::noteEnd() {
    m_wasAtEnd = atEnd();
}

void FollowTail::follow() {
    if (m_wasAtEnd)
        m_view.scrollToBottom();
}

// A lower view shows fewer rows: its end is further down.
void FollowTail::followResized(int, int last) {
    const int before = std::exchange(m_end, last);
    if (m_view.verticalScrollBar()->value() >= before && last > before)
        m_view.verticalScrollBar()->setValue(last);
}

// The rows that went were above what is seen: the bar counts rows, so it goes back by as many.
void FollowTail::keepPlace(const QModelIndex&, int first, int last) {
    QScrollBar* bar = m_view.verticalScrollBar();
    if (m_wasAtEnd)
        m_view.scrollToBottom();
    else if (first < bar->value())
        bar->setValue(bar->value() - (last - first + 1));
}

} // namespace dyno::ui
