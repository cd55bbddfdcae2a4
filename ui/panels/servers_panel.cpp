#include "ui/panels/servers_panel.h"

#include "ui/delegates/server_delegate.h"
#include "ui/models/server_model.h"
#include "ui/panels/error_details.h"
#include "ui/panels/strip.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::ServerState;

ServersPanel::ServersPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new ServerModel(this))
    , m_tree(new QTreeView(this))
    , m_pages(new QStackedWidget(this))
    , m_details(new ErrorDetails(theme, this))
    , m_needs(new Strip(Strip::Tone::Warning, Qt::Vertical, this)) {
    build(theme);
    m_tree->setObjectName(u"serverTree"_s);
    m_tree->setAccessibleName(tr("Servers"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ServerDelegate(theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setMinimumHeight(90);
    m_tree->setIndentation(16);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions({m_start, m_stop, m_restart, m_remove});
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        updateCommands();
        Q_EMIT selectionChanged();
    });
    connect(m_tree, &QTreeView::activated, this, &ServersPanel::activate);
    connect(m_tree, &QTreeView::clicked, this, &ServersPanel::activate);
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex& parent, int first) {
        m_tree->expand(parent.isValid() ? parent : m_model->index(first, 0));
    });
    connect(&theme, &Theme::changed, m_tree->viewport(), qOverload<>(&QWidget::update));
    updateCommands();
}

void ServersPanel::build(Theme& theme) {
    m_start = addCommand(theme, u"run"_s, tr("Start"), &ServersPanel::startRequested);
    m_stop = addCommand(theme, u"stop"_s, tr("Stop"), &ServersPanel::stopRequested);
    m_restart = addCommand(theme, u"restart"_s, tr("Restart"), &ServersPanel::restartRequested);
    m_remove = addCommand(theme, u"remove"_s, tr("Remove"), &ServersPanel::removeRequested);
    auto* add = new QToolButton(this);
    add->setObjectName(u"addServer"_s);
    add->setText(tr("Add"));
    add->setToolTip(tr("Add a server"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bindIcon(theme, add, u"add"_s);
    connect(add, &QToolButton::clicked, this, &ServersPanel::addRequested);
    auto* import = new QToolButton(this);
    import->setObjectName(u"importServers"_s);
    import->setText(tr("Import"));
    import->setToolTip(tr("Import servers that other clients have configured"));
    import->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bindIcon(theme, import, u"import"_s);
    connect(import, &QToolButton::clicked, this, &ServersPanel::importRequested);
    auto* line = new QHBoxLayout;
    line->setSpacing(2);
    line->addWidget(add);
    line->addWidget(import);
    line->addStretch();
    for (QAction* action : {m_start, m_stop, m_restart, m_remove}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAccessibleName(action->toolTip());
        button->setFocusPolicy(Qt::StrongFocus);
        line->addWidget(button);
    }
    m_pages->addWidget(makeEmptyPage(theme));
    m_pages->addWidget(m_tree);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 8);
    column->setSpacing(6);
    column->addLayout(line);
    column->addWidget(m_pages, 1);
    column->addWidget(m_details);
    buildNeeds();
    column->addWidget(m_needs);
}

void ServersPanel::buildNeeds() {
    m_needs->setObjectName(u"needsInput"_s);
    m_needs->setText(tr("Some of its secrets are not in the keychain."));
    auto* give = new QPushButton(tr("Give them…"), this);
    give->setObjectName(u"giveSecrets"_s);
    connect(give, &QPushButton::clicked, m_start, &QAction::trigger);
    m_needs->addButton(give);
}

QWidget* ServersPanel::makeEmptyPage(Theme& theme) {
    auto* page = new QWidget(m_pages);
    auto* text = new QLabel(tr("Add or import a server,\nor start the demo"), page);
    text->setAlignment(Qt::AlignCenter);
    text->setProperty("role", u"muted"_s);
    auto* demo = new QPushButton(tr("Start the demo"), page);
    demo->setObjectName(u"startDemo"_s);
    demo->setProperty("primary", true);
    bindIcon(theme, demo, u"run"_s, Colour::AccentText);
    auto* add = new QPushButton(tr("Add a server…"), page);
    bindIcon(theme, add, u"add"_s);
    connect(demo, &QPushButton::clicked, this, &ServersPanel::demoRequested);
    auto* import = new QPushButton(tr("Import…"), page);
    bindIcon(theme, import, u"import"_s);
    connect(add, &QPushButton::clicked, this, &ServersPanel::addRequested);
    connect(import, &QPushButton::clicked, this, &ServersPanel::importRequested);
    auto* column = new QVBoxLayout(page);
    column->setSpacing(8);
    column->addStretch();
    column->addWidget(text);
    column->addWidget(demo, 0, Qt::AlignHCenter);
    column->addWidget(add, 0, Qt::AlignHCenter);
    column->addWidget(import, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

QAction* ServersPanel::addCommand(Theme& theme, const QString& icon, const QString& text, Command command) {
    auto* action = new QAction(text, this);
    action->setObjectName(icon % u"Server"_s);
    action->setToolTip(tr("%1 the selected server").arg(text));
    bindIcon(theme, action, icon);
    connect(action, &QAction::triggered, this, [this, command] {
        if (const ServerId id = selected())
            (this->*command)(id);
    });
    return action;
}

void ServersPanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    const int before = m_model->rowCount();
    m_model->setServers(snapshot.servers, snapshot.connections);
    m_pages->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
    if (before == 0 && m_model->rowCount() > 0)
        m_tree->setCurrentIndex(m_model->index(0, 0));
    updateCommands();
}

void ServersPanel::setIncomplete(std::vector<ServerId> ids) {
    m_model->setIncomplete(std::move(ids));
}

void ServersPanel::setRecorded(bool recorded) {
    m_recorded = recorded;
    for (const QString& name : {u"addServer"_s, u"importServers"_s})
        findChild<QToolButton*>(name)->setEnabled(!recorded);
    m_pages->widget(0)->setEnabled(!recorded);
    updateCommands();
}

void ServersPanel::updateCommands() {
    const telemetry::ServerStatus* server = m_model->server(selected());
    const ServerState state = server ? server->state : ServerState::Stopped;
    const bool stopped = state == ServerState::Stopped || state == ServerState::Failed;
    const bool engine = server && !m_recorded;
    m_start->setEnabled(engine && stopped);
    m_stop->setEnabled(engine && (state == ServerState::Ready || state == ServerState::Starting));
    m_restart->setEnabled(engine && (state == ServerState::Ready || state == ServerState::Failed));
    m_remove->setEnabled(engine);
    m_details->setServer(server);
    m_needs->setVisible(engine && m_model->isIncomplete(server->id));
}

ServerId ServersPanel::selected() const {
    return m_tree->currentIndex().data(ServerModel::ServerIdRole).value<ServerId>();
}

void ServersPanel::select(ServerId id) {
    m_tree->setCurrentIndex(m_model->indexOf(id));
    // Once more after the details below have taken their room.
    const auto reveal = [this] { m_tree->scrollTo(m_tree->currentIndex()); };
    QMetaObject::invokeMethod(this, reveal, Qt::QueuedConnection);
}

void ServersPanel::activate(const QModelIndex& index) {
    if (index.parent().isValid())
        Q_EMIT toolChosen(selected(), index.data().toString());
}

} // namespace dyno::ui
