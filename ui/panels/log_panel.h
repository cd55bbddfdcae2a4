#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QTableView;

namespace dyno::ui {

class LogFilter;
class LogModel;

/// The log, newest at the bottom. Follows while it shows the end and stays put otherwise. The whole text of
/// an entry of several lines is below the table.
class LogPanel : public QWidget {
    Q_OBJECT

public:
    LogPanel(Theme& theme, QWidget* parent);

    using Log = std::shared_ptr<const std::vector<telemetry::LogEntry>>;
    void setLog(const Log& log);

private:
    void buildTable(Theme& theme);
    QWidget* makeHeader(Theme& theme);
    void showWholeText();
    void copy() const;

    LogModel* m_model;
    LogFilter* m_filter;
    QTableView* m_table;
    QPlainTextEdit* m_text;
    QComboBox* m_level;
    QLineEdit* m_search;
    Log m_log;
};

} // namespace dyno::ui
