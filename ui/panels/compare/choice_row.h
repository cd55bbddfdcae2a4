#pragma once

#include "ui/sessions/session_comparer.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;

namespace dyno::ui {

/// One side of a comparison: which session, and which of its runs.
class ChoiceRow : public QWidget {
    Q_OBJECT

public:
    /// `letter` and `colour` stand for it in the chart and in the tables.
    ChoiceRow(const Theme& theme, const QString& letter, const QString& caption, Colour colour,
              QWidget* parent);

    void setSessions(const std::vector<SessionComparer::Session>& sessions, SessionComparer::Choice chosen);

Q_SIGNALS:
    void sessionChosen(std::size_t session);
    void runChosen(std::uint32_t run);

private:
    void fillRuns(const SessionComparer::Session& session, std::uint32_t chosen);

    QComboBox* m_session;
    QComboBox* m_run;
};

/// "echo on everything · 25 Nov 18:03"; a file's name until it is read.
QString nameOf(const SessionComparer::Session& session);

} // namespace dyno::ui
