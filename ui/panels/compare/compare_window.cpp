#include "ui/panels/compare/compare_window.h"

#include "engine/reports/comparison_text.h"
#include "ui/charts/percentile_chart.h"
#include "ui/format.h"
#include "ui/models/session_text.h"
#include "ui/panels/compare/choice_row.h"
#include "ui/panels/compare/circumstances_card.h"
#include "ui/panels/compare/comparison_tables.h"
#include "ui/panels/panel_scroll.h"
#include "ui/panels/waterfall/phase_legend.h"
#include "ui/sessions/session_strips.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int leastForColumns = 1020;
constexpr int cardMargin = 8;
constexpr Colour beforeColour = Colour::P50;
constexpr Colour afterColour = Colour::P99;
constexpr std::array<Colour, 4> otherColours{Colour::P90, Colour::Max, Colour::PhaseNameLookup,
                                             Colour::PhaseQueue};

} // namespace

CompareWindow::CompareWindow(Theme& theme, std::vector<std::filesystem::path> files, QWidget* parent)
    : QWidget(parent, Qt::Window)
    , m_theme(theme)
    , m_comparer(new SessionComparer(std::move(files), this)) {
    setObjectName(u"compareWindow"_s);
    setWindowTitle(tr("Compare sessions"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_problem = new NoticeStrip(theme, Strip::Tone::Bad, this);
    m_problem->setObjectName(u"compareProblem"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(cardMargin, cardMargin, cardMargin, cardMargin);
    column->setSpacing(cardMargin);
    column->addWidget(buildChoices(theme));
    column->addWidget(m_problem);
    column->addWidget(buildProgress());
    m_page = buildPage(theme);
    auto* scroll = new PanelScroll(m_page, this);
    column->addWidget(scroll, 1);
    wire();
    resize(1180, 820);
    showState();
}

QWidget* CompareWindow::buildChoices(Theme& theme) {
    auto* box = new QWidget(this);
    m_before = new ChoiceRow(theme, u"A"_s, tr("before"), beforeColour, box);
    m_after = new ChoiceRow(theme, u"B"_s, tr("after"), afterColour, box);
    auto* swap = new QPushButton(tr("Swap"), box);
    swap->setObjectName(u"swapSides"_s);
    swap->setToolTip(tr("A for B and B for A"));
    bindIcon(theme, swap, u"swap"_s);
    m_copy = new QPushButton(tr("Copy"), box);
    m_copy->setObjectName(u"copyComparison"_s);
    m_copy->setToolTip(tr("Copy it as Markdown, for an issue or a pull request"));
    bindIcon(theme, m_copy, u"copy"_s);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(2, 0, 0, 0);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_before, 0, 0);
    grid->addWidget(m_after, 1, 0);
    grid->addWidget(swap, 0, 1);
    grid->addWidget(m_copy, 1, 1);
    connect(swap, &QPushButton::clicked, this, &CompareWindow::swap);
    connect(m_copy, &QPushButton::clicked, this, &CompareWindow::copy);
    return box;
}

QWidget* CompareWindow::buildProgress() {
    m_progress = new QWidget(this);
    m_progress->setObjectName(u"compareProgress"_s);
    m_doing = new QLabel(m_progress);
    m_doing->setProperty("role", u"muted"_s);
    m_bar = new QProgressBar(m_progress);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("How much is read"));
    m_cancel = new QPushButton(m_progress);
    m_cancel->setObjectName(u"cancelComparison"_s);
    auto* line = new QHBoxLayout(m_progress);
    line->setContentsMargins(2, 0, 0, 0);
    line->addWidget(m_doing);
    line->addWidget(m_bar, 1);
    line->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this,
            [this] { m_comparer->isCancelled() ? m_comparer->resume() : m_comparer->cancel(); });
    return m_progress;
}

QWidget* CompareWindow::buildPage(Theme& theme) {
    auto* page = new QWidget(this);
    m_circumstances = new CircumstancesCard(theme, page);
    m_verdict = new VerdictCard(theme, page);
    m_headline = new HeadlineCard(theme, page);
    m_tools = new PartsCard(theme, tr("By tool"), tr("tool"), page);
    m_phases = new PartsCard(theme, tr("By phase: where the time goes"), tr("phase"), page);
    m_figures = new QBoxLayout(QBoxLayout::LeftToRight);
    m_figures->setSpacing(cardMargin);
    m_figures->addWidget(m_headline, 6);
    m_figures->addWidget(buildChart(theme), 5);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(cardMargin);
    column->addWidget(m_circumstances);
    column->addWidget(m_verdict);
    column->addLayout(m_figures);
    column->addWidget(m_tools);
    column->addWidget(m_phases);
    column->addStretch();
    return page;
}

QWidget* CompareWindow::buildChart(Theme& theme) {
    auto* card = new QFrame(this);
    card->setProperty("card", true);
    auto* heading = new QLabel(tr("Latency by percentile"), card);
    heading->setProperty("role", u"heading"_s);
    m_legend = new PhaseLegend(theme, card);
    m_chart = new PercentileChart(theme, card);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(10, 8, 6, 4);
    column->setSpacing(4);
    column->addWidget(heading);
    column->addWidget(m_legend);
    column->addWidget(m_chart, 1);
    return card;
}

void CompareWindow::wire() {
    connect(m_comparer, &SessionComparer::changed, this, &CompareWindow::showState);
    connect(m_before, &ChoiceRow::sessionChosen, this, [this](std::size_t session) {
        m_comparer->choose(m_comparer->usual(session), m_comparer->after());
    });
    connect(m_after, &ChoiceRow::sessionChosen, this, [this](std::size_t session) {
        m_comparer->choose(m_comparer->before(), m_comparer->usual(session));
    });
    connect(m_before, &ChoiceRow::runChosen, this, [this](std::uint32_t run) {
        m_comparer->choose({m_comparer->before().session, run}, m_comparer->after());
    });
    connect(m_after, &ChoiceRow::runChosen, this, [this](std::uint32_t run) {
        m_comparer->choose(m_comparer->before(), {m_comparer->after().session, run});
    });
}

void CompareWindow::showState() {
    const SessionComparer& comparer = *m_comparer;
    m_before->setSessions(comparer.sessions(), comparer.before());
    m_after->setSessions(comparer.sessions(), comparer.after());
    const std::optional<Error> problem = comparer.problem();
    m_problem->setNotice(problem ? problemText(*problem) : QString());
    const sessions::Comparison* comparison = comparer.comparison();
    m_copy->setEnabled(comparison);
    m_page->setVisible(comparison);
    if (comparison && comparison != m_shown)
        showComparison(*comparison);
    m_shown = comparison;
    if (comparison)
        showCurves();
    showProgress();
}

void CompareWindow::showComparison(const sessions::Comparison& comparison) {
    m_circumstances->setCircumstances(comparison.circumstances);
    m_verdict->setVerdict(comparison.verdict, toQString(comparison.summary));
    m_headline->setDifferences(comparison.headline);
    m_tools->setParts(comparison.tools.size() > 1 ? comparison.tools : decltype(comparison.tools)());
    m_phases->setParts(comparison.phases);
}

// The two that are compared in front, the last runs of the others behind.
void CompareWindow::showCurves() {
    std::vector<PercentileChart::Curve> curves;
    std::vector<SessionComparer::SamplePtr> samples;
    std::vector<PhaseLegend::Entry> entries;
    const auto add = [&](SessionComparer::Choice choice, const QString& name, Colour colour, bool faint) {
        const SessionComparer::SamplePtr sample = m_comparer->sample(choice);
        if (!sample)
            return;
        samples.push_back(sample);
        curves.push_back({name, colour, &sample->figures.latency, faint});
        const QString title = nameOf(m_comparer->sessions()[choice.session]);
        entries.push_back({colour, faint ? name % u"  "_s % title : name, {}, title});
    };
    add(m_comparer->before(), u"A"_s, beforeColour, false);
    add(m_comparer->after(), u"B"_s, afterColour, false);
    std::size_t other = 0;
    for (std::size_t session = 0; session < m_comparer->sessions().size(); ++session) {
        if (session == m_comparer->before().session || session == m_comparer->after().session)
            continue;
        const QString letter(QChar(char16_t(u'C' + other % 24)));
        add(m_comparer->usual(session), letter, otherColours[other++ % otherColours.size()], true);
    }
    if (samples == m_curves)
        return;
    m_curves = std::move(samples);
    m_chart->setCurves(curves);
    m_legend->setEntries(std::move(entries));
}

void CompareWindow::showProgress() {
    const bool cancelled = m_comparer->isCancelled() && !m_comparer->comparison();
    m_progress->setVisible(m_comparer->isBusy() || cancelled);
    m_bar->setVisible(m_comparer->isBusy());
    m_bar->setMaximum(m_comparer->asked());
    m_bar->setValue(m_comparer->done());
    m_doing->setText(cancelled                                      ? tr("Cancelled.")
                     : m_comparer->done() + 1 < m_comparer->asked() ? tr("Reading the sessions …")
                                                                    : tr("Comparing …"));
    m_cancel->setText(cancelled ? tr("Compare again") : tr("Cancel"));
}

QString CompareWindow::problemText(const Error& error) const {
    for (const SessionComparer::Choice choice : {m_comparer->before(), m_comparer->after()}) {
        const SessionComparer::Session& session = m_comparer->sessions()[choice.session];
        if (session.error == error)
            return fileProblem(tr("%1 cannot be read").arg(QString::fromStdString(session.file.string())),
                               error);
    }
    return toQString(error.message);
}

void CompareWindow::swap() {
    m_comparer->choose(m_comparer->after(), m_comparer->before());
}

// A block of text keeps its columns in Markdown.
void CompareWindow::copy() const {
    if (const sessions::Comparison* comparison = m_comparer->comparison())
        QGuiApplication::clipboard()->setText(u"```\n"_s % toQString(reports::comparisonText(*comparison)) %
                                              u"```\n"_s);
}

void CompareWindow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_figures->setDirection(event->size().width() < leastForColumns ? QBoxLayout::TopToBottom
                                                                    : QBoxLayout::LeftToRight);
}

void CompareWindow::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Cancel) || event->matches(QKeySequence::Close))
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace dyno::ui
