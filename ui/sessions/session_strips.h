#pragma once

#include "engine/sessions/session_folder.h"
#include "ui/panels/strip.h"
#include "ui/session_view.h"
#include "ui/theme/theme.h"

class QToolButton;

/// What stands over the tiles and says what is shown, or asks what to do with a session.
namespace dyno::ui {

/// Whose figures are shown while they are those of a range.
class RangeStrip : public Strip {
    Q_OBJECT

public:
    RangeStrip(Theme& theme, QWidget* parent);

    void setRange(std::optional<sessions::Range> range);

Q_SIGNALS:
    void everythingRequested();
};

/// Which session is open, and the way back.
class SessionStrip : public Strip {
    Q_OBJECT

public:
    explicit SessionStrip(QWidget* parent);

    /// Null: none is open. `busy`: the engine runs a workload meanwhile.
    void setSession(const sessions::SessionInfo* session, bool busy);

Q_SIGNALS:
    void liveRequested();
};

/// Something that failed, until it is dismissed.
class NoticeStrip : public Strip {
    Q_OBJECT

public:
    NoticeStrip(Theme& theme, Tone tone, QWidget* parent);

    /// Shows it, unless it was dismissed and is still the same; an empty one hides the strip.
    void setNotice(const QString& notice);
    /// Shows it again, if need be: it has just happened.
    void tell(const QString& notice);

private:
    QString m_dismissed;
};

} // namespace dyno::ui
