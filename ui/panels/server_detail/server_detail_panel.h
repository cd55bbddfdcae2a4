#pragma once

#include "ui/models/server_detail_model.h"
#include "ui/panels/server_detail/detail_page.h"

#include <QWidget>

#include <optional>

class QLineEdit;
class QSortFilterProxyModel;
class QTextBrowser;
class QToolButton;
class QTreeView;

namespace dyno::ui {

/// All that is known of one server: an outline of what it offers, and beside it what is chosen there.
class ServerDetailPanel : public QWidget {
    Q_OBJECT

public:
    ServerDetailPanel(Theme& theme, QWidget* parent);

    /// `selected` may be 0.
    void setSnapshot(const telemetry::Snapshot& snapshot, ServerId selected);
    /// Chooses a tool in the outline; an unknown one is ignored.
    void showTool(const QString& name);

private:
    QWidget* makeOutline();
    QWidget* makePage(Theme& theme);
    void choose(ServerDetailModel::Section section, const QString& item);
    void showChosen();
    void updatePage();

    const Theme& m_theme;
    ServerDetailModel* m_model;
    QSortFilterProxyModel* m_filter;
    QTreeView* m_outline;
    QLineEdit* m_search;
    QTextBrowser* m_text;
    QToolButton* m_copy;
    QToolButton* m_copyJson;
    std::optional<telemetry::ServerStatus> m_server;
    DetailPage m_page;
};

} // namespace dyno::ui
