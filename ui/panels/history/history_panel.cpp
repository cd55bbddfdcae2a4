#include "ui/panels/history/history_panel.h"

#include "ui/models/history_filter.h"
#include "ui/models/history_model.h"
#include "ui/models/history_text.h"
#include "ui/panels/history/delete_question.h"
#include "ui/panels/history/labels_editor.h"
#include "ui/sessions/session_shelf.h"
#include "ui/sessions/session_strips.h"

#include <QAction>
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QResizeEvent>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int leastForLabels = 720; // below, the table needs the width
constexpr auto recordedRefresh = std::chrono::seconds(5);

} // namespace

HistoryPanel::HistoryPanel(Theme& theme, SessionShelf& shelf, QWidget* parent)
    : QWidget(parent)
    , m_shelf(shelf)
    , m_model(new HistoryModel(this))
    , m_filter(new HistoryFilter(this))
    , m_table(new QTableView(this))
    , m_labels(new LabelsEditor(theme, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_search(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_problem(new NoticeStrip(theme, Strip::Tone::Bad, this))
    , m_clock(new QTimer(this)) {
    m_filter->setSourceModel(m_model);
    addActions(theme);
    buildTable(theme);
    build(theme);
    wire();
    listed();
}

void HistoryPanel::wire() {
    connect(&m_shelf, &SessionShelf::listed, this, [this](const auto& sessions) {
        m_model->setSessions(sessions);
        listed();
    });
    connect(&m_shelf, &SessionShelf::listedOne, this, [this](const auto& session) {
        m_model->setSession(session);
        listed();
    });
    connect(&m_shelf, &SessionShelf::p99Read, m_model, &HistoryModel::setP99);
    connect(&m_shelf, &SessionShelf::failed, m_problem, &NoticeStrip::tell);
    connect(m_model, &HistoryModel::labelled, &m_shelf, &SessionShelf::label);
    connect(m_labels, &LabelsEditor::labelled, &m_shelf, &SessionShelf::label);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        updateCount();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &HistoryPanel::selectionChanged);
    connect(m_table, &QTableView::doubleClicked, this, &HistoryPanel::open);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == HistoryModel::Pin)
            pin(index.data(HistoryModel::FileRole).toString().toStdString(),
                !index.data(HistoryModel::PinnedRole).toBool());
    });
    connect(m_clock, &QTimer::timeout, this, &HistoryPanel::refreshRecorded);
    m_clock->start(recordedRefresh);
}

void HistoryPanel::setRecorded(const std::filesystem::path& file) {
    if (file == m_recorded)
        return;
    m_recorded = file;
    m_model->setRecorded(file);
    if (isVisible())
        m_shelf.refresh();
}

void HistoryPanel::listed() {
    if (isVisible())
        m_shelf.readP99(m_model->withoutP99());
    updateCount();
    selectionChanged();
}

void HistoryPanel::refreshRecorded() {
    if (isVisible() && m_model->rowOf(m_recorded) >= 0)
        m_shelf.refresh(m_recorded);
}

void HistoryPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_shelf.refresh();
}

void HistoryPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_labels->setVisible(event->size().width() >= leastForLabels);
}

std::vector<int> HistoryPanel::selectedRows() const {
    std::vector<int> rows;
    QModelIndexList selected = m_table->selectionModel()->selectedRows();
    std::ranges::sort(selected, {}, &QModelIndex::row);
    for (const QModelIndex& index : selected)
        rows.push_back(m_filter->mapToSource(index).row());
    return rows;
}

std::vector<std::filesystem::path> HistoryPanel::selected() const {
    std::vector<std::filesystem::path> files;
    for (const int row : selectedRows())
        files.push_back(m_model->session(row).file);
    return files;
}

void HistoryPanel::selectionChanged() {
    const std::vector<int> rows = selectedRows();
    const bool one = rows.size() == 1;
    const auto readable = [this](int row) { return m_model->session(row).info.has_value(); };
    const bool allReadable = !rows.empty() && std::ranges::all_of(rows, readable);
    const bool written =
        std::ranges::any_of(rows, [this](int row) { return m_model->session(row).beingWritten; });
    m_open->setEnabled(one && allReadable);
    m_rename->setEnabled(one && allReadable);
    m_pin->setEnabled(allReadable);
    m_compare->setEnabled(allReadable && (!one || m_model->session(rows.front()).info->runs.size() > 1));
    m_save->setEnabled(one && allReadable);
    m_reveal->setEnabled(one);
    m_delete->setEnabled(!rows.empty() && !written);
    m_delete->setToolTip(written ? tr("One that is being recorded cannot be deleted")
                                 : tr("Delete what is selected, for good"));
    if (one)
        m_labels->setSession(m_model->session(rows.front()));
    else
        m_labels->setMessage(rows.empty() ? tr("Select a session to name it, to tag it and to write notes; "
                                               "select two or more to compare them.")
                                          : tr("%1 sessions are selected.").arg(rows.size()));
}

void HistoryPanel::updateCount() {
    const int all = m_model->rowCount(), shown = m_filter->rowCount();
    m_count->setText(shown == all ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all));
}

void HistoryPanel::open() {
    if (m_open->isEnabled())
        Q_EMIT openRequested(selected().front());
}

bool HistoryPanel::compare() {
    if (!m_compare->isEnabled())
        return false;
    std::vector<int> rows = selectedRows();
    std::ranges::sort(rows, {}, [this](int row) { return m_model->session(row).info->startedAt; });
    std::vector<std::filesystem::path> files;
    for (const int row : rows)
        files.push_back(m_model->session(row).file);
    Q_EMIT compareRequested(files);
    return true;
}

// All of them alike: pinned, unless all of them are.
void HistoryPanel::togglePins() {
    const std::vector<int> rows = selectedRows();
    const bool all =
        std::ranges::all_of(rows, [this](int row) { return m_model->session(row).info->pinned; });
    for (const int row : rows)
        pin(m_model->session(row).file, !all);
}

void HistoryPanel::pin(const std::filesystem::path& file, bool pinned) {
    const int row = m_model->rowOf(file);
    if (row < 0 || m_model->session(row).info.has_error())
        return;
    sessions::Labels labels = labelsOf(*m_model->session(row).info);
    labels.pinned = pinned;
    m_shelf.label(file, labels);
}

void HistoryPanel::askToDelete() {
    std::vector<sessions::ListedSession> sessions;
    for (const int row : selectedRows())
        sessions.push_back(m_model->session(row));
    auto* question = new DeleteQuestion(sessions, this);
    connect(question, &DeleteQuestion::confirmed, this,
            [this, files = selected()] { m_shelf.remove(files); });
    question->show();
}

void HistoryPanel::reveal() {
    const QString folder = QString::fromStdString(selected().front().parent_path().string());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        m_problem->tell(tr("There is no file manager to show %1").arg(folder));
}

} // namespace dyno::ui
