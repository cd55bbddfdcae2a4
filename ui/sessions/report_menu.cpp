#include "ui/sessions/report_menu.h"

#include "ui/dashboard.h"
#include "ui/models/session_text.h"
#include "ui/session_view.h"
#include "ui/sessions/report_strip.h"
#include "ui/sessions/session_strips.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>
#include <QToolButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

bool openInProgram(const QString& file) {
    return QDesktopServices::openUrl(QUrl::fromLocalFile(file));
}

} // namespace

ReportMenu::ReportMenu(Theme& theme, SessionView& view, Dashboard& dashboard, QWidget* window)
    : QMenu(tr("Re&port"), window)
    , m_theme(theme)
    , m_view(view)
    , m_window(window)
    , m_writer(new ReportWriter(this))
    , m_strip(new ReportStrip(theme, &dashboard))
    , m_failure(new NoticeStrip(theme, Strip::Tone::Bad, &dashboard))
    , m_folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)) {
    setObjectName(u"reportMenu"_s);
    m_failure->setObjectName(u"reportFailure"_s);
    dashboard.addStrip(m_failure);
    dashboard.addStrip(m_strip);
    setToolTipsVisible(true);
    build();
    wire(view);
    updateActions();
}

void ReportMenu::build() {
    m_page = addAction(tr("Open in the &browser"), this, &ReportMenu::openPage);
    m_page->setObjectName(u"openReportPage"_s);
    m_page->setIconText(tr("Report"));
    m_page->setShortcut(Qt::CTRL | Qt::Key_R);
    bindIcon(m_theme, m_page, u"report"_s);
    addSeparator();
    for (const ReportFormatText& text : reportFormats()) {
        if (text.format == ReportFormat::CallsCsv)
            addSeparator();
        QAction* action = addAction(tr("%1…").arg(QString::fromUtf8(text.name)), this,
                                    [this, format = text.format] { askWhere(format); });
        action->setToolTip(QString::fromUtf8(text.purpose));
    }
}

QToolButton* ReportMenu::makeButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(u"report"_s);
    button->setDefaultAction(m_page);
    button->setMenu(this);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void ReportMenu::wire(SessionView& view) {
    connect(&view, &SessionView::sourceChanged, this, &ReportMenu::updateActions);
    connect(&view, &SessionView::shownChanged, this, &ReportMenu::updateActions);
    connect(m_writer, &ReportWriter::started, this, [this](const QString& to) {
        m_failure->setNotice({});
        m_strip->setWriting(to);
        updateActions();
    });
    connect(m_writer, &ReportWriter::written, this, &ReportMenu::written);
    connect(m_writer, &ReportWriter::failed, this, [this](const QString& to, const Error& error) {
        m_strip->hide();
        if (error.kind != ErrorKind::Cancelled)
            m_failure->tell(fileProblem(tr("The report could not be written to %1").arg(to), error));
        updateActions();
    });
    connect(m_strip, &ReportStrip::cancelRequested, m_writer, &ReportWriter::cancel);
    connect(m_strip, &ReportStrip::openRequested, this, [this](const QString& file) {
        if (!openInProgram(file))
            m_failure->tell(tr("There is no program to open %1 with").arg(file));
    });
    connect(m_strip, &ReportStrip::folderRequested, this, &ReportMenu::reveal);
}

void ReportMenu::updateActions() {
    const bool can = m_view.source() && !m_writer->isBusy();
    for (QAction* action : actions())
        action->setEnabled(can);
    m_page->setToolTip(can ? tr("A report of what is shown, in the browser (%1)")
                                 .arg(m_page->shortcut().toString(QKeySequence::NativeText))
                       : m_writer->isBusy() ? tr("A report is being written")
                                            : tr("Reports are made of what is recorded, and nothing is"));
}

QString ReportMenu::suggestedName(ReportFormat format) const {
    const QString stem = QString::fromStdString(m_view.source()->file().stem().string());
    return stem % u'.' % QString::fromUtf8(textOf(format).suffix);
}

void ReportMenu::askWhere(ReportFormat format) {
    if (!m_view.source())
        return;
    const QString name = QString::fromUtf8(textOf(format).name);
    auto* dialog = new QFileDialog(m_window, tr("Save the report as %1").arg(name),
                                   m_folder % u'/' % suggestedName(format));
    dialog->setObjectName(u"saveReport"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QString::fromUtf8(textOf(format).suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, format](const QString& to) {
        m_folder = QFileInfo(to).path();
        save(format, to);
    });
    dialog->open();
}

void ReportMenu::save(ReportFormat format, const QString& to) {
    if (const SessionSource* source = m_view.source())
        m_writer->write(format, source->file(), m_view.shown().range, to);
}

// Not in a place that others can read: what was called, and with what, is in it.
void ReportMenu::openPage() {
    if (!m_view.source() || m_writer->isBusy())
        return;
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    const QString folder = cache % u"/reports"_s;
    const QFile::Permissions mine = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QDir().mkpath(folder);
    QFile::setPermissions(folder, mine);
    m_browser = folder % u'/' % suggestedName(ReportFormat::Html);
    save(ReportFormat::Html, m_browser);
}

void ReportMenu::written(const QString& to) {
    const bool opened = to == m_browser && openInProgram(to);
    const QString remark = to == m_browser && !opened ? tr("no browser could be opened") : QString();
    m_browser.clear();
    m_strip->setWritten(to, remark);
    updateActions();
}

void ReportMenu::reveal(const QString& file) {
    if (!openInProgram(QFileInfo(file).path()))
        m_failure->tell(tr("There is no file manager to show %1").arg(file));
}

} // namespace dyno::ui
