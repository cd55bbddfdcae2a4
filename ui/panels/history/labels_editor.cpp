#include "ui/panels/history/labels_editor.h"

#include "ui/format.h"
#include "ui/models/history_text.h"
#include "ui/models/session_text.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

bool sameLabels(const sessions::Labels& one, const sessions::Labels& other) {
    return one.title == other.title && one.notes == other.notes && one.tags == other.tags &&
           one.pinned == other.pinned;
}

QString joined(const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts)
        list << toQString(text);
    return list.join(u", "_s);
}

QString runsText(std::size_t runs) {
    return runs == 0   ? LabelsEditor::tr("no run")
           : runs == 1 ? LabelsEditor::tr("1 run")
                       : LabelsEditor::tr("%1 runs").arg(runs);
}

QString factsOf(const sessions::SessionInfo& info) {
    QStringList lines;
    if (!info.servers.empty())
        lines << joined(info.servers) % u" · "_s % runsText(info.runs.size());
    if (!info.complete)
        lines << (info.beingWritten ? LabelsEditor::tr("It is still being recorded")
                                    : LabelsEditor::tr("Its recording was not closed"));
    QStringList where{toQString(info.machine.cpu), u"MCP Dyno "_s % toQString(info.dynoVersion)};
    where.removeAll(QString());
    lines << where.join(u" · "_s) << toQString(info.file.string());
    return lines.join(u'\n');
}

} // namespace

LabelsEditor::LabelsEditor(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_fields(new QWidget(this))
    , m_title(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_notes(new QPlainTextEdit(this))
    , m_pin(new QToolButton(this))
    , m_message(new QLabel(this)) {
    build(theme);
    connect(m_title, &QLineEdit::editingFinished, this, &LabelsEditor::keep);
    connect(m_tags, &QLineEdit::editingFinished, this, &LabelsEditor::keep);
    connect(m_pin, &QToolButton::clicked, this, &LabelsEditor::keep);
    m_notes->installEventFilter(this);
    setMessage({});
}

void LabelsEditor::build(Theme& theme) {
    m_title->setObjectName(u"sessionTitle"_s);
    m_title->setAccessibleName(tr("Title of the session"));
    m_tags->setObjectName(u"sessionTags"_s);
    m_tags->setAccessibleName(tr("Tags of the session"));
    m_tags->setPlaceholderText(tr("a, b"));
    m_notes->setObjectName(u"sessionNotes"_s);
    m_notes->setAccessibleName(tr("Notes on the session"));
    m_notes->setPlaceholderText(tr("What was tried, and what came of it"));
    m_notes->setTabChangesFocus(true);
    m_notes->setMinimumHeight(40);
    m_pin->setObjectName(u"pinSession"_s);
    m_pin->setCheckable(true);
    m_pin->setToolTip(tr("Keep it on top of the list, and out of the clean-up"));
    m_pin->setAccessibleName(tr("Pin the session"));
    bindIcon(theme, m_pin, u"pin"_s);
    auto* first = new QHBoxLayout;
    first->setSpacing(4);
    first->addWidget(m_title, 1);
    first->addWidget(m_pin);
    auto* form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(5);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Title"), first);
    form->addRow(tr("Tags"), m_tags);
    form->addRow(tr("Notes"), m_notes);
    m_message->setObjectName(u"sessionFacts"_s);
    m_message->setProperty("role", u"muted"_s);
    m_message->setFont(Theme::smallFont());
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_fields, 1);
    column->addWidget(m_message);
    column->addStretch();
}

void LabelsEditor::setSession(const sessions::ListedSession& session) {
    if (session.info.has_error()) {
        setMessage(
            fileProblem(tr("%1 cannot be read").arg(toQString(session.file.string())), session.info.error()));
        return;
    }
    const sessions::Labels labels = labelsOf(*session.info);
    if (m_file != session.file) {
        keep();
        m_file = session.file;
        showLabels(labels);
    } else if (sameLabels(typed(), m_labels)) {
        showLabels(labels);
    }
    m_labels = labels;
    m_message->setText(factsOf(*session.info));
    m_fields->show();
}

void LabelsEditor::setMessage(const QString& message) {
    keep();
    m_file.clear();
    m_fields->hide();
    m_message->setText(message);
}

void LabelsEditor::showLabels(const sessions::Labels& labels) {
    m_labels = labels;
    m_title->setText(toQString(labels.title));
    if (!m_title->hasFocus())
        m_title->setCursorPosition(0); // its beginning tells it from others
    m_tags->setText(tagsText(labels.tags));
    if (m_notes->toPlainText().toStdString() != labels.notes)
        m_notes->setPlainText(toQString(labels.notes));
    m_pin->setChecked(labels.pinned);
}

sessions::Labels LabelsEditor::typed() const {
    // A line shows a line break as something else: what was not edited is as it was.
    return {m_title->isModified() ? m_title->text().trimmed().toStdString() : m_labels.title,
            m_notes->document()->isModified() ? m_notes->toPlainText().toStdString() : m_labels.notes,
            m_tags->isModified() ? tagsOf(m_tags->text()) : m_labels.tags, m_pin->isChecked()};
}

void LabelsEditor::keep() {
    if (m_file.empty())
        return;
    const sessions::Labels labels = typed();
    if (sameLabels(labels, m_labels))
        return;
    showLabels(labels);
    m_notes->document()->setModified(false);
    Q_EMIT labelled(m_file, labels);
}

bool LabelsEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut)
        keep();
    return QWidget::eventFilter(watched, event);
}

} // namespace dyno::ui
