#include "ui/panels/change_detail.h"

#include "ui/delegates/verdict_delegate.h"
#include "ui/format.h"
#include "ui/models/difference_model.h"
#include "ui/panels/table_setup.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString titleOf(const settings::TuningChange& change) {
    return toQString(change.knob) % u": "_s % toQString(change.from) % u" → "_s % toQString(change.to);
}

QString rangesOf(const sessions::ChangeVerdict& verdict) {
    return ChangeDetail::tr("%1 against %2")
        .arg(formatRange(verdict.after.from, verdict.after.to),
             formatRange(verdict.before.from, verdict.before.to));
}

QString othersOf(const settings::TuningChange& change, const sessions::ChangeVerdict& verdict) {
    QStringList others;
    for (const settings::TuningChange& other : verdict.changes)
        if (other != change)
            others << toQString(other.knob);
    return others.isEmpty() ? QString()
                            : ChangeDetail::tr("Turned together with %1.").arg(others.join(u", "_s));
}

} // namespace

ChangeDetail::ChangeDetail(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_model(new DifferenceModel(this))
    , m_table(new QTableView(this)) {
    m_title->setObjectName(u"changeTitle"_s);
    m_title->setProperty("role", u"heading"_s);
    m_text->setObjectName(u"changeText"_s);
    m_text->setProperty("role", u"muted"_s);
    for (QLabel* label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    makeTable(theme);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_table);
    column->addWidget(m_text);
    column->addStretch(1);
}

void ChangeDetail::makeTable(const Theme& theme) {
    m_table->setObjectName(u"changeFigures"_s);
    m_table->setAccessibleName(tr("Figures before and after the change"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFrameShape(QFrame::NoFrame);
    setUpTable(*m_table,
               {u"throughput"_s, u"99.9 k/s"_s, u"99.9 k/s"_s, u"−99.99 ptXXX"_s, u"−99.9 … −99.9 %"_s});
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(DifferenceModel::Interval, QHeaderView::Stretch);
    m_table->setItemDelegate(new VerdictDelegate(theme, VerdictDelegate::Icon::Shown, m_table));
    // There is little room: the interval is told in figures, and the icon and the text below say the verdict.
    m_table->setItemDelegateForColumn(DifferenceModel::Interval, new NumberDelegate(m_table));
    m_table->setColumnHidden(DifferenceModel::Verdict, true);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    m_table->hide();
}

void ChangeDetail::setChange(const settings::TuningChange& change, const sessions::ChangeVerdict& verdict) {
    QStringList text{toQString(verdict.summary)};
    if (const QString others = othersOf(change, verdict); !others.isEmpty())
        text << others;
    if (!verdict.headline.empty())
        text << rangesOf(verdict);
    setTexts(titleOf(change), text.join(u'\n'));
    m_model->setDifferences(verdict.headline);
    m_table->setVisible(!verdict.headline.empty());
    // As high as its rows, so that the whole scrolls and not the table in it.
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            int(verdict.headline.size()) * m_table->verticalHeader()->defaultSectionSize() +
                            4);
}

void ChangeDetail::setUntold(const settings::TuningChange& change, const QString& why) {
    setTexts(titleOf(change), why);
    m_table->hide();
}

void ChangeDetail::setMessage(const QString& message) {
    setTexts({}, message);
    m_table->hide();
}

void ChangeDetail::setTexts(const QString& title, const QString& text) {
    m_title->setVisible(!title.isEmpty());
    m_title->setText(title);
    m_text->setText(text);
}

} // namespace dyno::ui
