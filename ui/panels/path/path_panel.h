#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QBoxLayout;

namespace dyno::ui {

class BreakersCard;
class CacheCard;
class PoolsCard;
class StageView;

/// The call path: where calls are, and below what its stages remember and hold.
class PathPanel : public QWidget {
    Q_OBJECT

public:
    PathPanel(const Theme& theme, QWidget* parent);

    /// `past`: its figures are of a stretch of time that is over.
    void setSnapshot(const telemetry::Snapshot& snapshot, bool past = false);
    /// Nothing can be tripped or emptied in a recording.
    void setRecorded(bool recorded);

    /// Of the narrow arrangement, also while the cards are beside each other.
    QSize minimumSizeHint() const override;

    StageView& stages() { return *m_stages; }
    BreakersCard& breakers() { return *m_breakers; }
    CacheCard& cache() { return *m_cache; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    StageView* m_stages;
    CacheCard* m_cache;
    BreakersCard* m_breakers;
    PoolsCard* m_pools;
    QBoxLayout* m_details;
};

} // namespace dyno::ui
