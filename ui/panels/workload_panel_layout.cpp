// How the workload's fields are laid out; workload_panel.cpp says what they do.
#include "ui/panels/workload_panel.h"

#include "ui/panels/arguments_editor.h"
#include "ui/panels/extent_field.h"
#include "ui/panels/panel_scroll.h"
#include "ui/panels/strip.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

void WorkloadPanel::build(Theme& theme) {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setVerticalSpacing(6);
    form->addRow(tr("S&erver"), m_server);
    form->addRow(tr("&Tool"), m_tool);
    form->addRow(QString(), m_kind);
    auto* amount = new QFormLayout;
    amount->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    amount->setVerticalSpacing(6);
    amount->addRow(tr("Run &for"), m_extent);
    amount->addRow(tr("&Warm-up"), m_warmup);
    amount->addRow(tr("Workers"), m_workers);
    m_warmup->setToolTip(tr("Calls before the measured ones; they reach no figure"));
    m_kind->setFont(Theme::smallFont());
    m_kind->setProperty("role", u"muted"_s);
    auto* fields = new QVBoxLayout(page);
    fields->setContentsMargins(10, 8, 10, 4);
    fields->setSpacing(8);
    fields->addLayout(form);
    fields->addWidget(m_arguments, 1);
    fields->addLayout(amount);
    // The fields scroll where the dock is low; question and buttons stay in sight.
    auto* footer = new QVBoxLayout;
    footer->setContentsMargins(10, 4, 10, 10);
    footer->setSpacing(8);
    footer->addWidget(makeQuestion());
    footer->addWidget(makeButtons(theme));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new PanelScroll(page, this), 1);
    column->addLayout(footer);
}

QWidget* WorkloadPanel::makeQuestion() {
    auto* yes = new QPushButton(tr("Load it"), m_question);
    auto* no = new QPushButton(tr("Cancel"), m_question);
    yes->setObjectName(u"confirmLoad"_s);
    m_question->setObjectName(u"loadQuestion"_s);
    m_question->addButton(yes);
    m_question->addButton(no);
    connect(no, &QPushButton::clicked, m_question, &QWidget::hide);
    connect(yes, &QPushButton::clicked, this, [this] {
        if (const mcp::Tool* tool = chosenTool())
            m_allowed.emplace(chosenServer()->id, tool->name);
        start();
    });
    return m_question;
}

QWidget* WorkloadPanel::makeButtons(Theme& theme) {
    m_run->setObjectName(u"workloadRun"_s);
    m_run->setProperty("primary", true);
    m_stop->setObjectName(u"workloadStop"_s);
    m_status->setObjectName(u"workloadStatus"_s);
    m_status->setFont(Theme::smallFont());
    m_status->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_progress->setFixedHeight(4);
    bindIcon(theme, m_run, u"run"_s, Colour::AccentText);
    bindIcon(theme, m_stop, u"stop"_s);
    auto* buttons = new QWidget(this);
    auto* line = new QHBoxLayout;
    line->addWidget(m_run, 1);
    line->addWidget(m_stop, 1);
    auto* column = new QVBoxLayout(buttons);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(line);
    column->addWidget(m_progress);
    column->addWidget(m_status);
    return buttons;
}

} // namespace dyno::ui
