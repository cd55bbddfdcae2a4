#include "ui/sessions/report_strip.h"

#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

ReportStrip::ReportStrip(Theme& theme, QWidget* parent)
    : Strip(Tone::Info, Qt::Horizontal, parent)
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_open(new QPushButton(tr("Open"), this))
    , m_folder(new QPushButton(tr("Show in folder"), this))
    , m_dismiss(new QToolButton(this)) {
    setObjectName(u"reportStrip"_s);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("The report is being written"));
    m_cancel->setObjectName(u"cancelReport"_s);
    m_open->setObjectName(u"openReport"_s);
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss"));
    bindIcon(theme, m_dismiss, u"close"_s);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_progress, m_cancel, m_open, m_folder, m_dismiss})
        addButton(widget);
    connect(m_cancel, &QPushButton::clicked, this, &ReportStrip::cancelRequested);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(m_file); });
    connect(m_folder, &QPushButton::clicked, this, [this] { Q_EMIT folderRequested(m_file); });
    connect(m_dismiss, &QToolButton::clicked, this, &QWidget::hide);
}

void ReportStrip::setWriting(const QString& file) {
    m_file = file;
    setText(tr("Writing %1 …").arg(file));
    setWriting(true);
}

void ReportStrip::setWritten(const QString& file, const QString& remark) {
    m_file = file;
    setText(tr("The report is in %1").arg(file) % (remark.isEmpty() ? QString() : u" — "_s % remark));
    setWriting(false);
}

void ReportStrip::setWriting(bool writing) {
    m_progress->setVisible(writing);
    m_cancel->setVisible(writing);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_open, m_folder, m_dismiss})
        widget->setVisible(!writing);
    show();
}

} // namespace dyno::ui
