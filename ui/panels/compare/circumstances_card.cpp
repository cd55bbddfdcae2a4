#include "ui/panels/compare/circumstances_card.h"

#include "ui/format.h"
#include "ui/models/difference_text.h"

#include <QGridLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using Kind = sessions::Circumstance::Kind;

constexpr int kindIconSize = 16;
constexpr int verdictSize = 32;

QString kindIcon(Kind kind) {
    return kind == Kind::Blocker ? u"verdict-none"_s : kind == Kind::Warning ? u"warning"_s : u"info"_s;
}

Colour kindColour(Kind kind) {
    return kind == Kind::Blocker ? Colour::Bad : kind == Kind::Warning ? Colour::Warning : Colour::MutedText;
}

QLabel* wrappedLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

// A knob's name, and the name of a session that is judged alone, stay as they are.
QString circumstanceText(const sessions::Circumstance& circumstance) {
    QString text = toQString(circumstance.text);
    const bool alone = circumstance.kind == Kind::Warning && circumstance.before.empty();
    const bool isName = alone || circumstance.what.find('.') != std::string::npos;
    if (!text.isEmpty())
        text[0] = isName ? text[0] : text[0].toUpper();
    return text;
}

} // namespace

CircumstancesCard::CircumstancesCard(Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
    , m_nothing(wrappedLabel(this)) {
    setObjectName(u"circumstances"_s);
    setProperty("card", true);
    auto* heading = new QLabel(tr("What differed"), this);
    heading->setProperty("role", u"heading"_s);
    m_nothing->setProperty("role", u"muted"_s);
    m_nothing->setText(tr("Nothing that is known: tuning, scenario, server and machine were the same."));
    m_grid->setContentsMargins(12, 8, 12, 10);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    m_grid->addWidget(heading, 0, 0, 1, 2);
    m_grid->addWidget(m_nothing, 1, 0, 1, 2);
}

void CircumstancesCard::setCircumstances(const std::vector<sessions::Circumstance>& circumstances) {
    qDeleteAll(m_labels);
    m_labels.clear();
    m_nothing->setVisible(circumstances.empty());
    for (const sessions::Circumstance& circumstance : circumstances)
        addRow(circumstance);
}

void CircumstancesCard::addRow(const sessions::Circumstance& circumstance) {
    auto* icon = new QLabel(this);
    icon->setAlignment(Qt::AlignTop);
    const auto paint = [this, icon, kind = circumstance.kind] {
        icon->setPixmap(m_theme.icon(kindIcon(kind), kindColour(kind)).pixmap(kindIconSize));
    };
    paint();
    connect(&m_theme, &Theme::changed, icon, paint);
    QLabel* text = wrappedLabel(this);
    text->setText(circumstanceText(circumstance));
    const int row = int(m_labels.size()) / 2 + 2;
    m_grid->addWidget(icon, row, 0);
    m_grid->addWidget(text, row, 1);
    m_labels.insert(m_labels.end(), {icon, text});
}

VerdictCard::VerdictCard(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_verdict(new QLabel(this))
    , m_sentence(wrappedLabel(this)) {
    setObjectName(u"verdict"_s);
    setProperty("card", true);
    m_icon->setFixedSize(verdictSize, verdictSize);
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setBold(true);
    m_verdict->setFont(font);
    m_verdict->setObjectName(u"verdictText"_s);
    m_sentence->setObjectName(u"verdictSentence"_s);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_verdict);
    words->addWidget(m_sentence);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 10, 12, 10);
    line->setSpacing(12);
    line->addWidget(m_icon, 0, Qt::AlignVCenter);
    line->addLayout(words, 1);
    connect(&theme, &Theme::changed, this, &VerdictCard::paintIcon);
}

void VerdictCard::setVerdict(sessions::Verdict verdict, const QString& sentence) {
    m_shown = verdict;
    QString text = verdictText(verdict);
    text[0] = text[0].toUpper();
    m_verdict->setText(verdict == sessions::Verdict::Better || verdict == sessions::Verdict::Worse
                           ? tr("B is %1 than A").arg(verdictText(verdict))
                           : text);
    m_sentence->setText(sentence);
    paintIcon();
}

void VerdictCard::paintIcon() {
    m_icon->setPixmap(m_theme.icon(verdictIcon(m_shown), verdictColour(m_shown)).pixmap(verdictSize));
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, m_theme.colour(verdictColour(m_shown)));
    m_verdict->setPalette(palette);
}

} // namespace dyno::ui
