#include "ui/dialogs/add_server_dialog.h"

#include "engine/settings/secret_rules.h"
#include "ui/dialogs/command_fields.h"
#include "ui/dialogs/form_row.h"
#include "ui/dialogs/free_name.h"
#include "ui/dialogs/group_fields.h"
#include "ui/dialogs/http_fields.h"
#include "ui/dialogs/policy_fields.h"
#include "ui/panels/field_problem.h"
#include "ui/panels/panel_scroll.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int leastWidth = 600;

} // namespace

AddServerDialog::AddServerDialog(Theme& theme, QStringList taken, QStringList groups, QWidget* parent)
    : QDialog(parent)
    , m_taken(std::move(taken))
    , m_groups(std::move(groups))
    , m_way(new QTabBar(this))
    , m_name(new QLineEdit(this))
    , m_nameProblem(new FieldProblem(m_name, this))
    , m_add(new QPushButton(tr("Add"), this))
    , m_addAndStart(new QPushButton(tr("Add and start"), this)) {
    setWindowTitle(tr("Add a server"));
    setObjectName(u"addServerDialog"_s);
    setWindowModality(Qt::NonModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build(theme);
    connect(m_way, &QTabBar::currentChanged, this, &AddServerDialog::wayChanged);
    connect(m_command, &CommandFields::changed, this, &AddServerDialog::validate);
    connect(m_command, &CommandFields::urlGiven, this, [this](const QString& url) {
        m_way->setCurrentIndex(Url);
        m_http->setUrl(url);
    });
    connect(m_http, &HttpFields::changed, this, &AddServerDialog::validate);
    connect(m_policy, &PolicyFields::changed, this, &AddServerDialog::validate);
    connect(m_name, &QLineEdit::textChanged, this, &AddServerDialog::validate);
    wayChanged();
}

void AddServerDialog::build(Theme& theme) {
    m_way->setObjectName(u"serverWay"_s);
    m_way->setAccessibleName(tr("How the server is reached"));
    m_way->setDrawBase(false);
    m_way->addTab(tr("Command"));
    m_way->addTab(tr("URL"));
    m_way->setTabToolTip(Command, tr("A program that the console starts and speaks to over its pipes"));
    m_way->setTabToolTip(Url, tr("A server that runs already, over Streamable HTTP or HTTP+SSE"));
    m_fields = makeFields(theme);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(10);
    column->addWidget(m_way, 0, Qt::AlignLeft);
    column->addWidget(new PanelScroll(m_fields, this), 1);
    column->addLayout(makeButtons(theme));
}

QWidget* AddServerDialog::makeFields(Theme& theme) {
    auto* fields = new QWidget(this);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(0, 0, 0, 0);
    auto* form = new QFormLayout;
    column->addLayout(form);
    column->addStretch();
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_command = new CommandFields(*form, fields);
    m_http = new HttpFields(theme, *form, fields);
    m_name->setObjectName(u"name"_s);
    addField(*form, tr("&Name"), m_name, m_nameProblem);
    m_group = new GroupFields(*form, m_groups, fields);
    addMore(theme, *form);
    return fields;
}

void AddServerDialog::addMore(Theme& theme, QFormLayout& form) {
    auto* more = new QToolButton(form.parentWidget());
    more->setObjectName(u"more"_s);
    more->setText(tr("When the server asks"));
    more->setToolTip(tr("How the server's own requests are answered, and its folders"));
    more->setCheckable(true);
    more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bindIcon(theme, more, u"details"_s);
    form.addRow(more);
    m_policy = new PolicyFields(form, form.parentWidget());
    connect(more, &QToolButton::toggled, m_policy, &PolicyFields::setVisible);
}

QLayout* AddServerDialog::makeButtons(Theme& theme) {
    auto* cancel = new QPushButton(tr("Cancel"), this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, [this] { submit(false); });
    connect(m_addAndStart, &QPushButton::clicked, this, [this] { submit(true); });
    bindIcon(theme, m_addAndStart, u"run"_s, Colour::AccentText);
    m_addAndStart->setProperty("primary", true);
    m_addAndStart->setDefault(true);
    m_addAndStart->setObjectName(u"addAndStart"_s);
    m_add->setObjectName(u"add"_s);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    buttons->addWidget(m_addAndStart);
    return buttons;
}

void AddServerDialog::wayChanged() {
    const bool url = m_way->currentIndex() == Url;
    m_command->setVisible(!url);
    m_http->setVisible(url);
    validate();
    if (url)
        m_http->setFocus();
    else
        m_command->setFocus();
}

// Grows with its fields as far as the screen allows; beyond that they scroll.
void AddServerDialog::fit() {
    QLayout& layout = *m_fields->layout();
    layout.activate();
    const int fields = layout.hasHeightForWidth()
                           ? layout.totalHeightForWidth(std::max(width(), leastWidth) - 40)
                           : layout.totalSizeHint().height();
    const int frame = m_way->sizeHint().height() + m_add->sizeHint().height() + 60;
    const int room = screen()->availableSize().height() * 9 / 10;
    resize(std::max(width(), leastWidth),
           std::max(isVisible() ? height() : 0, std::min(fields + frame, room)));
}

void AddServerDialog::validate() {
    const bool url = m_way->currentIndex() == Url;
    const QString suggested = url ? m_http->suggestedName() : m_command->suggestedName();
    m_name->setPlaceholderText(suggested.isEmpty() ? tr("everything") : freeName(suggested, m_taken));
    m_nameProblem->setProblem(nameProblem());
    const bool reachable = url ? m_http->validate() : m_command->validate();
    const bool valid = m_policy->validate() && reachable && nameProblem().isEmpty();
    m_add->setEnabled(valid);
    m_addAndStart->setEnabled(valid);
    fit();
}

QString AddServerDialog::nameProblem() const {
    const QString name = m_name->text().trimmed();
    return m_taken.contains(name) ? tr("there is a server of that name already") : QString();
}

void AddServerDialog::submit(bool start) {
    settings::ServerConfig config;
    const QString name = m_name->text().trimmed();
    config.name = (name.isEmpty() ? m_name->placeholderText() : name).toStdString();
    if (m_way->currentIndex() == Url)
        m_http->fill(config);
    else
        m_command->fill(config);
    m_group->fill(config);
    config.policy = m_policy->policy();
    config.secrets = settings::secretsIn(config);
    Q_EMIT serverDescribed(config, start);
    accept();
}

} // namespace dyno::ui
