#pragma once

#include "engine/sessions/call_query.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace dyno::ui {

class CallFailure;
class CallWaterfall;
class JsonView;

/// All that is known of one call: how it went and where its time went, its request and its response.
class CallInspector : public QWidget {
    Q_OBJECT

public:
    CallInspector(Theme& theme, QWidget* parent);

    void setCall(const sessions::CallDetail& call, const QString& server);
    void clear();
    /// Instead of a call.
    void setMessage(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makePage(Theme& theme);
    QWidget* makeOverview();
    void updateTitle();
    void updateFacts();
    void updateBodies();
    void copy() const;

    const Theme& m_theme;
    QStackedWidget* m_pages;
    QLabel* m_message;
    QLabel* m_title;
    QToolButton* m_copy;
    QTabWidget* m_tabs;
    CallFailure* m_failure;
    CallWaterfall* m_waterfall;
    QLabel* m_facts;
    JsonView* m_request;
    JsonView* m_response;
    sessions::CallDetail m_call;
    QString m_server;
};

} // namespace dyno::ui
