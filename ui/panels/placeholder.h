#pragma once

#include <QAbstractItemView>
#include <QLabel>

namespace dyno::ui {

/// What an empty table says instead of nothing. Lies over the view's cells and lets the mouse through. The
/// view has its model already.
class Placeholder : public QLabel {
    Q_OBJECT

public:
    Placeholder(const QString& text, QAbstractItemView& view);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();

    QAbstractItemView& m_view;
};

} // namespace dyno::ui
