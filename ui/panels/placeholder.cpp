#include "ui/panels/placeholder.h"

#include <QEvent>

using namespace Qt::StringLiterals;

namespace dyno::ui {

Placeholder::Placeholder(const QString& text, QAbstractItemView& view)
    : QLabel(text, view.viewport())
    , m_view(view) {
    setAlignment(Qt::AlignCenter);
    setWordWrap(true);
    setProperty("role", u"muted"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    view.viewport()->installEventFilter(this);
    const QAbstractItemModel* model = view.model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &Placeholder::refresh);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &Placeholder::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &Placeholder::refresh);
    refresh();
}

bool Placeholder::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        setGeometry(m_view.viewport()->rect());
    return QLabel::eventFilter(watched, event);
}

void Placeholder::refresh() {
    setVisible(m_view.model()->rowCount() == 0);
}

} // namespace dyno::ui
