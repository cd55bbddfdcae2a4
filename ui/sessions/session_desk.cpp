#include "ui/sessions/session_desk.h"

#include "engine/sessions/session_folder.h"
#include "ui/charts/time_frame.h"
#include "ui/dashboard.h"
#include "ui/file_drop.h"
#include "ui/models/session_text.h"
#include "ui/sessions/recording_indicator.h"
#include "ui/sessions/session_recovery.h"
#include "ui/sessions/session_saver.h"
#include "ui/sessions/session_strips.h"
#include "ui/sessions/unsaved_question.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMainWindow>
#include <QMenu>
#include <QStatusBar>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString toText(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

std::filesystem::path makeSessionFile(const std::filesystem::path& folder) {
    std::error_code ignored; // the writer says what is wrong with the place
    std::filesystem::create_directories(folder, ignored);
    return sessions::newSessionFile(
        folder, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

} // namespace

SessionDesk::SessionDesk(Theme& theme, EngineBridge& bridge, Dashboard& dashboard, QMainWindow* window)
    : QObject(window)
    , m_bridge(bridge)
    , m_dashboard(dashboard)
    , m_window(window)
    , m_saver(new SessionSaver(window))
    , m_indicator(new RecordingIndicator(theme, window)) {
    m_view.setLive(bridge.snapshot());
    buildStrips(theme);
    wireRanges();
    wireRecording();
    wireFiles();
    window->installEventFilter(this);
}

QToolButton* SessionDesk::indicator() const {
    return m_indicator;
}

void SessionDesk::buildStrips(Theme& theme) {
    m_notice = new NoticeStrip(theme, Strip::Tone::Bad, &m_dashboard);
    m_notice->setObjectName(u"sessionNotice"_s);
    m_recordingProblem = new NoticeStrip(theme, Strip::Tone::Bad, &m_dashboard);
    m_recordingProblem->setObjectName(u"recordingProblem"_s);
    m_recovery = new SessionRecovery(&m_dashboard);
    m_session = new SessionStrip(&m_dashboard);
    m_range = new RangeStrip(theme, &m_dashboard);
    // The last one stands over the figures that it speaks of.
    for (Strip* strip :
         std::initializer_list<Strip*>{m_notice, m_recordingProblem, m_recovery, m_session, m_range})
        m_dashboard.addStrip(strip);
}

void SessionDesk::addActions(QMenu& menu) {
    QAction* open = menu.addAction(tr("&Open session…"), this, &SessionDesk::chooseFile);
    open->setObjectName(u"openSession"_s);
    open->setShortcut(QKeySequence::Open);
    m_save = menu.addAction(tr("&Save session as…"), this, &SessionDesk::saveShown);
    m_save->setObjectName(u"saveSessionAs"_s);
    m_save->setShortcut(QKeySequence::Save);
    menu.addAction(UnsavedQuestion::action(&menu));
    m_back = menu.addAction(tr("&Back to live"), &m_view, &SessionView::close);
    showShown();
}

void SessionDesk::wireRanges() {
    TimeFrame& frame = m_dashboard.frame();
    connect(&frame, &TimeFrame::chosen, m_notice, [this] { m_notice->setNotice({}); }); // it was of another
    connect(&frame, &TimeFrame::chosen, &m_view, &SessionView::setRange);
    connect(&frame, &TimeFrame::zoomChanged, &m_view, [this, &frame] {
        m_view.setZoom(frame.isZoomed() ? std::optional(frame.shown()) : std::nullopt);
    });
    connect(&m_view, &SessionView::sourceChanged, &frame, &TimeFrame::showWhole);
    connect(&m_view, &SessionView::rangeChanged, this, [this, &frame] {
        frame.setChosen(m_view.shown().range);
        m_range->setRange(m_view.shown().range);
    });
    connect(&m_view, &SessionView::rangeFailed, this, [this, &frame](const Error& error) {
        frame.setChosen(m_view.shown().range);
        m_notice->tell(fileProblem(tr("That range cannot be shown"), error));
    });
    connect(m_range, &RangeStrip::everythingRequested, &frame, &TimeFrame::clear);
}

void SessionDesk::wireRecording() {
    connect(m_indicator, &RecordingIndicator::startRequested, this, &SessionDesk::startRecording);
    connect(m_indicator, &RecordingIndicator::stopRequested, &m_bridge, &EngineBridge::stopRecording);
    connect(m_indicator, &RecordingIndicator::folderRequested, this, &SessionDesk::showInFolder);
    connect(m_indicator, &RecordingIndicator::saveRequested, this,
            [this] { m_saver->ask(m_bridge.snapshot()->recording.file); });
    connect(m_saver, &SessionSaver::saving, this,
            [this](const std::filesystem::path& file) { m_unsaved.copying(file); });
    connect(m_saver, &SessionSaver::saved, this, &SessionDesk::fileSaved);
    connect(
        m_saver, &SessionSaver::failed, this, [this](const std::filesystem::path& to, const Error& error) {
            m_toSave.clear();
            m_notice->tell(fileProblem(tr("The session could not be saved as %1").arg(toText(to)), error));
        });
    connect(m_saver, &SessionSaver::givenUp, this, [this] { m_toSave.clear(); });
}

void SessionDesk::wireFiles() {
    connect(new FileDrop(u".dyno"_s, m_window), &FileDrop::dropped, this, &SessionDesk::open);
    connect(m_session, &SessionStrip::liveRequested, &m_view, &SessionView::close);
    connect(m_recovery, &SessionRecovery::openRequested, &m_view, &SessionView::open);
    connect(m_recovery, &SessionRecovery::failed, this,
            [this](const std::filesystem::path& file, const Error& error) {
                m_notice->tell(fileProblem(tr("%1 could not be deleted").arg(toText(file)), error));
            });
    connect(&m_view, &SessionView::openingChanged, this, [this](const std::filesystem::path& file) {
        if (!file.empty())
            m_window->statusBar()->showMessage(tr("Reading %1 …").arg(toText(file)));
        else
            m_window->statusBar()->clearMessage();
    });
    connect(&m_view, &SessionView::openFailed, this,
            [this](const std::filesystem::path& file, const Error& error) {
                m_notice->tell(fileProblem(tr("%1 could not be opened").arg(toText(file)), error));
            });
    connect(&m_view, &SessionView::sourceChanged, this, [this] { m_notice->setNotice({}); });
    connect(&m_view, &SessionView::shownChanged, this, &SessionDesk::showShown);
}

// Keys that nobody else has a use for come here.
bool SessionDesk::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QObject::eventFilter(watched, event);
    m_notice->setNotice({});
    TimeFrame& frame = m_dashboard.frame();
    if (frame.marked())
        frame.clear();
    else
        frame.showWhole();
    return true;
}

void SessionDesk::setLive(const SnapshotPtr& newest) {
    m_unsaved.note(newest->recording);
    m_indicator->setStatus(newest->recording);
    m_recordingProblem->setNotice(recordingProblem(newest->recording));
    m_view.setLive(newest);
}

void SessionDesk::showShown() {
    const bool busy = m_bridge.snapshot()->workload.phase != telemetry::WorkloadPhase::Idle;
    m_session->setSession(m_view.session(), busy);
    m_back->setEnabled(m_view.session());
    m_save->setEnabled(m_view.source());
}

void SessionDesk::keepSessionsIn(const std::filesystem::path& folder, bool record) {
    m_folder = folder;
    Q_EMIT folderChanged(folder);
    if (record)
        startRecording();
    m_recovery->look(folder, m_view.files());
}

void SessionDesk::startRecording() {
    if (m_folder.empty())
        return;
    m_background.run<std::filesystem::path>([folder = m_folder] { return makeSessionFile(folder); },
                                            [this](std::filesystem::path file) {
                                                sessions::RecordingOptions options;
                                                options.file = std::move(file);
                                                options.workspace = m_workspace;
                                                options.bodies = m_bodies && m_indicator->keepsBodies();
                                                m_bridge.record(std::move(options));
                                            });
}

void SessionDesk::open(const QString& path) {
    m_view.open(path.toStdString());
}

void SessionDesk::chooseFile() {
    auto* dialog = new QFileDialog(m_window, tr("Open a session"), toText(m_folder), tr("Sessions (*.dyno)"));
    dialog->setObjectName(u"chooseSession"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SessionDesk::open);
    dialog->open();
}

void SessionDesk::saveAs(const std::filesystem::path& file) {
    m_saver->ask(file);
}

void SessionDesk::saveShown() {
    if (const SessionSource* source = m_view.source())
        saveAs(source->file());
}

void SessionDesk::showInFolder() {
    const std::filesystem::path file = m_bridge.snapshot()->recording.file;
    QDesktopServices::openUrl(QUrl::fromLocalFile(toText(file.parent_path())));
}

void SessionDesk::fileSaved(const std::filesystem::path& file, const std::filesystem::path& to) {
    m_window->statusBar()->showMessage(tr("Saved as %1").arg(toText(to)), 6000);
    m_unsaved.copied(file);
    Q_EMIT saved(to);
    if (m_toSave.empty() || m_toSave.front().file != file)
        return;
    m_toSave.erase(m_toSave.begin());
    saveNext();
}

bool SessionDesk::mayClose() {
    m_unsaved.note(m_bridge.snapshot()->recording);
    if (m_mayClose || !UnsavedQuestion::isWanted() || m_unsaved.left().empty())
        return true;
    askToSave();
    return false;
}

void SessionDesk::askToSave() {
    if (auto* open = m_window->findChild<UnsavedQuestion*>())
        return open->activateWindow();
    auto* question = new UnsavedQuestion(m_unsaved.left(), m_window);
    connect(question, &UnsavedQuestion::saveChosen, this, [this] {
        m_toSave = m_unsaved.left();
        saveNext();
    });
    connect(question, &UnsavedQuestion::closeChosen, this, &SessionDesk::closeWindow);
    question->show();
}

void SessionDesk::saveNext() {
    if (m_toSave.empty())
        closeWindow();
    else
        m_saver->ask(m_toSave.front().file);
}

void SessionDesk::closeWindow() {
    m_mayClose = true;
    m_window->close();
}

} // namespace dyno::ui
