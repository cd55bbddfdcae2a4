#pragma once

#include "ui/dialogs/import/import_entry.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <map>
#include <string>

class QLabel;
class QListWidget;
class QPushButton;
class QTableView;

namespace dyno::ui {

class ImportModel;
class InputModel;
class Strip;

/// Lists what other clients have configured and imports what is checked. It reads nothing itself: it asks for
/// a file and is shown what was in it. Shown with show(); the charts go on.
class ImportDialog : public QDialog {
    Q_OBJECT

public:
    ImportDialog(Theme& theme, QWidget* parent);

    void setPlaces(const std::vector<ImportPlace>& places);
    /// Asks for a file, as if it had been chosen here.
    void openFile(const QString& path);
    /// Whether this is the file that was asked for last.
    bool wants(const QString& path) const { return path == m_path; }
    /// What was asked for; a file that is no longer wanted is ignored.
    void showFile(const QString& path, ImportFile file);
    void showProblem(const QString& path, const QString& problem);
    /// An entry that was to be imported cannot be used after all; the dialog stays.
    void showEntryProblem(int row, const QString& problem);
    /// After some were imported and others were not.
    void uncheckAll();

Q_SIGNALS:
    void fileRequested(const QString& path);
    /// The checked entries, by their place in the file, with the values of the inputs that they need.
    void importRequested(const QList<int>& rows, const std::map<std::string, std::string>& values);

private:
    QWidget* makePlaces(Theme& theme);
    QWidget* makeEntries(Theme& theme);
    QLayout* makeChecks();
    QWidget* makeInputs();
    QLayout* makeButtons(Theme& theme);
    void chooseFile();
    void selectPlace();
    void update();

    ImportModel* m_entries;
    InputModel* m_inputs;
    QListWidget* m_places;
    QLabel* m_file;
    Strip* m_problem;
    QTableView* m_table;
    QTableView* m_inputTable;
    QWidget* m_inputPart = nullptr;
    QLabel* m_count;
    QPushButton* m_import;
    QString m_path; ///< of the file that is wanted
};

} // namespace dyno::ui
