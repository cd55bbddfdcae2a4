#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <filesystem>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QSplitter;
class QTableView;
class QTimer;
class QToolButton;

namespace dyno::ui {

class HistoryFilter;
class HistoryModel;
class LabelsEditor;
class NoticeStrip;
class SessionShelf;

/// The sessions that there are, in a table, and what can be done with them. Beside it, where there is room,
/// the words of the person for the one that is selected.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    /// The shelf outlives it.
    HistoryPanel(Theme& theme, SessionShelf& shelf, QWidget* parent);

    /// The file that this console writes; empty: none.
    void setRecorded(const std::filesystem::path& file);
    /// The ones selected, in the order of the table.
    std::vector<std::filesystem::path> selected() const;
    /// Asks for what is selected to be compared; false: it cannot be.
    bool compare();

Q_SIGNALS:
    void openRequested(const std::filesystem::path& file);
    void saveRequested(const std::filesystem::path& file);
    /// Two or more, the oldest first; or one with several runs.
    void compareRequested(const std::vector<std::filesystem::path>& files);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build(Theme& theme);
    void buildTable(Theme& theme);
    QWidget* buildLine(Theme& theme);
    void addActions(Theme& theme);
    void wire();
    void listed();
    void refreshRecorded();
    void selectionChanged();
    void updateCount();
    void open();
    void togglePins();
    void pin(const std::filesystem::path& file, bool pinned);
    void askToDelete();
    void reveal();
    std::vector<int> selectedRows() const; ///< of the model

    SessionShelf& m_shelf;
    HistoryModel* m_model;
    HistoryFilter* m_filter;
    QTableView* m_table;
    LabelsEditor* m_labels;
    QSplitter* m_splitter;
    QLineEdit* m_search;
    QLabel* m_count;
    NoticeStrip* m_problem;
    QTimer* m_clock;
    QAction* m_open = nullptr;
    QAction* m_compare = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_pin = nullptr;
    QAction* m_save = nullptr;
    QAction* m_reveal = nullptr;
    QAction* m_delete = nullptr;
    std::filesystem::path m_recorded;
};

} // namespace dyno::ui
