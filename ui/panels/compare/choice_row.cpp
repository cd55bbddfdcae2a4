#include "ui/panels/compare/choice_row.h"

#include "ui/format.h"
#include "ui/models/session_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QPixmap lineSwatch(const QColor& colour) {
    QPixmap pixmap(12, 12);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.fillRect(QRect(1, 4, 10, 4), colour);
    return pixmap;
}

QString lengthAndCalls(async::Duration length, std::uint64_t calls) {
    return formatDuration(length) % u" · "_s % ChoiceRow::tr("%1 calls").arg(formatCount(calls));
}

// An item whose text alone is set anew keeps the popup that may be open.
void putItem(QComboBox& box, int row, const QString& text, const QVariant& data) {
    if (row >= box.count())
        box.addItem(text, data);
    if (box.itemText(row) != text)
        box.setItemText(row, text);
    if (box.itemData(row) != data)
        box.setItemData(row, data);
}

void cutItems(QComboBox& box, int rows) {
    while (box.count() > rows)
        box.removeItem(box.count() - 1);
}

} // namespace

QString nameOf(const SessionComparer::Session& session) {
    if (!session.info)
        return toQString(session.file.filename().string());
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return toQString(session.info->title).simplified() % u" · "_s %
           sessionMoment(session.info->startedAt, now);
}

ChoiceRow::ChoiceRow(const Theme& theme, const QString& letter, const QString& caption, Colour colour,
                     QWidget* parent)
    : QWidget(parent)
    , m_session(new QComboBox(this))
    , m_run(new QComboBox(this)) {
    auto* mark = new QLabel(this);
    const auto paint = [&theme, mark, colour] { mark->setPixmap(lineSwatch(theme.colour(colour))); };
    paint();
    connect(&theme, &Theme::changed, mark, paint);
    auto* name = new QLabel(u"<b>%1</b>  %2"_s.arg(letter, caption), this);
    name->setFixedWidth(name->fontMetrics().horizontalAdvance(u"A  before  "_s) + 8);
    m_session->setObjectName(u"session"_s % letter);
    m_session->setAccessibleName(tr("Session %1").arg(letter));
    m_run->setObjectName(u"run"_s % letter);
    m_run->setAccessibleName(tr("Run of session %1").arg(letter));
    for (QComboBox* box : {m_session, m_run}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(mark);
    line->addWidget(name);
    line->addWidget(m_session, 5);
    line->addWidget(m_run, 4);
    connect(m_session, &QComboBox::activated, this,
            [this](int row) { Q_EMIT sessionChosen(std::size_t(row)); });
    connect(m_run, &QComboBox::activated, this,
            [this](int row) { Q_EMIT runChosen(m_run->itemData(row).toUInt()); });
}

void ChoiceRow::setSessions(const std::vector<SessionComparer::Session>& sessions,
                            SessionComparer::Choice chosen) {
    int row = 0;
    for (const SessionComparer::Session& session : sessions) {
        putItem(*m_session, row, nameOf(session), {});
        m_session->setItemData(row++, plainToolTip(toQString(session.file.string())), Qt::ToolTipRole);
    }
    cutItems(*m_session, row);
    m_session->setCurrentIndex(int(chosen.session));
    if (!sessions.empty())
        fillRuns(sessions[chosen.session], chosen.run);
}

void ChoiceRow::fillRuns(const SessionComparer::Session& session, std::uint32_t chosen) {
    m_run->setEnabled(session.info.has_value());
    if (!session.info)
        return m_run->clear();
    const auto& runs = session.info->runs;
    int row = 0;
    for (const sessions::RunInfo& run : runs)
        putItem(*m_run, row++,
                tr("run %1 of %2 · %3")
                    .arg(run.number)
                    .arg(runs.size())
                    .arg(lengthAndCalls(run.ended - run.began, run.calls)),
                run.number);
    putItem(*m_run, row++,
            tr("whole session · %1").arg(lengthAndCalls(session.info->length, session.info->calls)), 0u);
    cutItems(*m_run, row);
    m_run->setCurrentIndex(m_run->findData(chosen));
}

} // namespace dyno::ui
