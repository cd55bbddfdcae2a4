#pragma once

#include "ui/models/changes_model.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

class QSplitter;
class QTableView;

namespace dyno::ui {

class ChangeDetail;
class ChangeVerdicts;
class SessionSource;

/// The journal of turned knobs, newest at the bottom, and beside it what the chosen one brought: the last
/// one, as long as none is chosen.
class ChangesPanel : public QWidget {
    Q_OBJECT

public:
    ChangesPanel(const Theme& theme, QWidget* parent);

    void setJournal(const ChangesModel::Journal& journal);
    /// The session that knows what the changes brought; null: there is none. Stays the caller's, may go at
    /// any time.
    void setSource(SessionSource* source);
    /// The session is being recorded.
    void setLive(bool live);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeTable(const Theme& theme);
    void showChosen();
    QString untold(int row) const;
    void copySelected() const;

    ChangesModel* m_model;
    ChangeVerdicts* m_verdicts;
    QSplitter* m_split;
    QTableView* m_table;
    ChangeDetail* m_detail;
    QPointer<SessionSource> m_source;
    QString m_problem; ///< why the session did not tell
    bool m_live = false;
};

} // namespace dyno::ui
