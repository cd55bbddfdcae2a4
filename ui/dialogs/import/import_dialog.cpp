#include "ui/dialogs/import/import_dialog.h"

#include "ui/delegates/state_delegate.h"
#include "ui/dialogs/import/import_model.h"
#include "ui/dialogs/import/input_delegate.h"
#include "ui/dialogs/import/input_model.h"
#include "ui/format.h"
#include "ui/panels/placeholder.h"
#include "ui/panels/strip.h"
#include "ui/panels/table_setup.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString placeText(const ImportPlace& place) {
    if (!place.problem.isEmpty())
        return place.client % u"\n"_s % place.problem;
    return place.client % u"\n"_s %
           (place.servers == 1 ? ImportDialog::tr("1 server")
                               : ImportDialog::tr("%1 servers").arg(formatCount(place.servers)));
}

} // namespace

ImportDialog::ImportDialog(Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_entries(new ImportModel(this))
    , m_inputs(new InputModel(this))
    , m_places(new QListWidget(this))
    , m_file(new QLabel(this))
    , m_problem(new Strip(Strip::Tone::Bad, Qt::Horizontal, this))
    , m_table(new QTableView(this))
    , m_inputTable(new QTableView(this))
    , m_count(new QLabel(this))
    , m_import(new QPushButton(tr("Import"), this)) {
    setWindowTitle(tr("Import servers"));
    setObjectName(u"importDialog"_s);
    setWindowModality(Qt::NonModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* split = new QSplitter(this);
    split->setChildrenCollapsible(false);
    split->addWidget(makePlaces(theme));
    split->addWidget(makeEntries(theme));
    split->setSizes({230, 670});
    split->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(split, 1);
    column->addLayout(makeButtons(theme));
    connect(m_entries, &ImportModel::checksChanged, this, &ImportDialog::update);
    connect(m_inputs, &QAbstractItemModel::dataChanged, this, &ImportDialog::update);
    resize(QSize(940, 560).boundedTo(screen()->availableSize() * 0.9));
    update();
}

QWidget* ImportDialog::makePlaces(Theme& theme) {
    m_places->setObjectName(u"importPlaces"_s);
    m_places->setAccessibleName(tr("Configurations that were found"));
    m_places->setSpacing(2);
    new Placeholder(tr("No client's configuration is in its usual place."), *m_places);
    auto* choose = new QPushButton(tr("Choose a file…"), this);
    choose->setObjectName(u"chooseImport"_s);
    bindIcon(theme, choose, u"folder"_s);
    connect(choose, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    // Not the current item: a list that gets the focus makes its first one current.
    connect(m_places, &QListWidget::itemSelectionChanged, this, [this] {
        for (const QListWidgetItem* item : m_places->selectedItems())
            openFile(item->data(Qt::UserRole).toString());
    });
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_places, 1);
    column->addWidget(choose);
    return part;
}

QWidget* ImportDialog::makeEntries(Theme& theme) {
    m_file->setObjectName(u"importFile"_s);
    m_file->setTextFormat(Qt::PlainText);
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_file->setWordWrap(true);
    m_file->setFont(Theme::smallFont());
    m_file->setProperty("role", u"muted"_s);
    m_problem->setObjectName(u"importProblem"_s);
    m_table->setObjectName(u"importTable"_s);
    m_table->setAccessibleName(tr("Servers in the file"));
    m_table->setModel(m_entries);
    m_table->setItemDelegateForColumn(ImportModel::State,
                                      new StateDelegate(theme, ImportModel::ColourRole, m_table));
    setUpTable(*m_table,
               {u"a-server-of-some-name"_s, u"command    "_s, u"https://mcp.example.com/mcp"_s, QString()});
    new Placeholder(tr("Choose a configuration on the left, or drop a .json file on the window."), *m_table);
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_file);
    column->addWidget(m_problem);
    column->addWidget(m_table, 3);
    column->addLayout(makeChecks());
    column->addWidget(makeInputs(), 1);
    return part;
}

QLayout* ImportDialog::makeChecks() {
    auto* all = new QPushButton(tr("All"), this);
    all->setObjectName(u"importAll"_s);
    all->setToolTip(tr("Check every server that can be used"));
    auto* none = new QPushButton(tr("None"), this);
    none->setObjectName(u"importNone"_s);
    none->setToolTip(tr("Check none"));
    connect(all, &QPushButton::clicked, m_entries, [this] { m_entries->checkAll(true); });
    connect(none, &QPushButton::clicked, m_entries, [this] { m_entries->checkAll(false); });
    m_count->setObjectName(u"importCount"_s);
    m_count->setProperty("role", u"muted"_s);
    auto* line = new QHBoxLayout;
    line->addWidget(all);
    line->addWidget(none);
    line->addWidget(m_count);
    line->addStretch();
    return line;
}

QWidget* ImportDialog::makeInputs() {
    m_inputTable->setObjectName(u"importInputs"_s);
    m_inputTable->setAccessibleName(tr("Values that the checked servers need"));
    m_inputTable->setModel(m_inputs);
    m_inputTable->setItemDelegateForColumn(InputModel::Value, new InputDelegate(m_inputTable));
    m_inputTable->setEditTriggers(QAbstractItemView::AllEditTriggers);
    setUpTable(*m_inputTable, {u"a description of what is needed here"_s, QString()});
    m_inputTable->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_inputTable->setMinimumHeight(90);
    auto* heading = new QLabel(tr("The checked servers need these values"), this);
    heading->setProperty("role", u"heading"_s);
    m_inputPart = new QWidget(this);
    auto* column = new QVBoxLayout(m_inputPart);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(heading);
    column->addWidget(m_inputTable, 1);
    return m_inputPart;
}

QLayout* ImportDialog::makeButtons(Theme& theme) {
    auto* cancel = new QPushButton(tr("Cancel"), this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_import->setObjectName(u"importChecked"_s);
    m_import->setProperty("primary", true);
    m_import->setDefault(true);
    bindIcon(theme, m_import, u"import"_s, Colour::AccentText);
    connect(m_import, &QPushButton::clicked, this,
            [this] { Q_EMIT importRequested(m_entries->checkedRows(), m_inputs->values()); });
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(cancel);
    line->addWidget(m_import);
    return line;
}

void ImportDialog::setPlaces(const std::vector<ImportPlace>& places) {
    m_places->clear();
    for (const ImportPlace& place : places) {
        auto* item = new QListWidgetItem(placeText(place), m_places);
        item->setData(Qt::UserRole, place.path);
        item->setToolTip(plainToolTip(place.path));
    }
    selectPlace();
}

void ImportDialog::chooseFile() {
    auto* dialog =
        new QFileDialog(this, tr("Import servers"), m_path, tr("JSON files (*.json *.jsonc);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDialog::openFile);
    dialog->open();
}

void ImportDialog::openFile(const QString& path) {
    m_path = path;
    selectPlace();
    m_file->setText(tr("Reading %1 …").arg(path));
    m_problem->hide();
    m_inputs->setInputs({});
    m_entries->setEntries({});
    Q_EMIT fileRequested(path);
}

void ImportDialog::selectPlace() {
    const QSignalBlocker quiet(m_places);
    for (int row = 0; row < m_places->count(); ++row)
        m_places->item(row)->setSelected(m_places->item(row)->data(Qt::UserRole).toString() == m_path);
}

void ImportDialog::showFile(const QString& path, ImportFile file) {
    if (!wants(path))
        return;
    m_file->setText(path);
    m_inputs->setInputs(std::move(file.inputs));
    m_entries->setEntries(std::move(file.entries));
}

void ImportDialog::showProblem(const QString& path, const QString& problem) {
    if (!wants(path))
        return;
    m_file->setText(path);
    m_problem->setText(problem);
    m_problem->show();
}

void ImportDialog::showEntryProblem(int row, const QString& problem) {
    m_entries->setProblem(row, problem);
    m_table->scrollTo(m_entries->index(row, ImportModel::State));
}

void ImportDialog::uncheckAll() {
    m_entries->checkAll(false);
}

void ImportDialog::update() {
    m_inputs->setNeeded(m_entries->neededInputs());
    m_inputPart->setVisible(m_inputs->rowCount() > 0);
    const qsizetype checked = m_entries->checkedRows().size();
    const int all = m_entries->rowCount(), usable = m_entries->usableCount();
    QString text = tr("%1 of %2 checked").arg(formatCount(checked), formatCount(usable));
    if (usable < all)
        text += tr(", %1 cannot be used").arg(formatCount(all - usable));
    m_count->setText(all == 0 ? QString() : text);
    m_import->setEnabled(checked > 0 && m_inputs->isComplete());
    m_import->setText(checked > 0 ? tr("Import %1").arg(formatCount(checked)) : tr("Import"));
}

} // namespace dyno::ui
