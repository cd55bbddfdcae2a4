#pragma once

#include <QAbstractItemView>

namespace dyno::ui {

/// Keeps a growing view at its end while it is there, and in place while it is not, also when the oldest rows
/// go or the view gets another size. For views that scroll per item; the view has its model already.
class FollowTail : public QObject {
    Q_OBJECT

public:
    explicit FollowTail(QAbstractItemView& view);

private:
    bool atEnd() const;
    void noteEnd();
    void follow();
    void followResized(int first, int last);
    void keepPlace(const QModelIndex& parent, int first, int last);

    QAbstractItemView& m_view;
    bool m_wasAtEnd = true;
    int m_end = 0; ///< of the scroll bar
};

} // namespace dyno::ui
