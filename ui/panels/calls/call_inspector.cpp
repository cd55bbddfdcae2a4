#include "ui/panels/calls/call_inspector.h"

#include "ui/format.h"
#include "ui/models/call_text.h"
#include "ui/panels/calls/call_failure.h"
#include "ui/panels/calls/call_waterfall.h"
#include "ui/panels/calls/json_view.h"
#include "ui/panels/panel_scroll.h"
#include "ui/panels/server_detail/detail_html.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {

CallInspector::CallInspector(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_pages(new QStackedWidget(this))
    , m_message(new QLabel(m_pages)) {
    setObjectName(u"callInspector"_s);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setTextFormat(Qt::PlainText); // what failed may quote what a server said
    m_message->setWordWrap(true);
    m_message->setProperty("role", u"muted"_s);
    m_pages->addWidget(m_message);
    m_pages->addWidget(makePage(theme));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pages);
    connect(&theme, &Theme::changed, this, &CallInspector::updateFacts);
    setFocusProxy(m_tabs);
    clear();
}

QWidget* CallInspector::makePage(Theme& theme) {
    auto* page = new QWidget(m_pages);
    m_title = new QLabel(page);
    m_title->setObjectName(u"callTitle"_s);
    m_title->setProperty("role", u"heading"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->installEventFilter(this);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_copy = new QToolButton(page);
    m_copy->setObjectName(u"copyCall"_s);
    m_copy->setText(tr("JSON-RPC"));
    m_copy->setToolTip(tr("Copy the request as a JSON-RPC message"));
    m_copy->setAccessibleName(m_copy->toolTip());
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setFocusPolicy(Qt::StrongFocus);
    bindIcon(theme, m_copy, u"copy"_s);
    connect(m_copy, &QToolButton::clicked, this, &CallInspector::copy);
    m_request = new JsonView(theme, page);
    m_request->setObjectName(u"callRequest"_s);
    m_request->setAccessibleName(tr("Request"));
    m_response = new JsonView(theme, page);
    m_response->setObjectName(u"callResponse"_s);
    m_response->setAccessibleName(tr("Response"));
    m_tabs = new QTabWidget(page);
    m_tabs->setObjectName(u"callTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->addTab(makeOverview(), tr("Call"));
    m_tabs->addTab(m_request, tr("Request"));
    m_tabs->addTab(m_response, tr("Response"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_title, 1);
    line->addWidget(m_copy);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(m_tabs, 1);
    return page;
}

QWidget* CallInspector::makeOverview() {
    auto* overview = new QWidget(m_pages);
    m_failure = new CallFailure(overview);
    m_waterfall = new CallWaterfall(m_theme, overview);
    m_waterfall->setObjectName(u"callWaterfall"_s);
    m_facts = new QLabel(overview);
    m_facts->setObjectName(u"callFacts"_s);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(overview);
    column->setContentsMargins(2, 8, 8, 4);
    column->setSpacing(8);
    column->addWidget(m_failure);
    column->addWidget(m_waterfall);
    column->addWidget(m_facts);
    column->addStretch(1);
    return new PanelScroll(overview, m_pages);
}

void CallInspector::clear() {
    setMessage(tr("Choose a call to see where its time went, what was asked and what was answered."));
}

void CallInspector::setMessage(const QString& message) {
    m_message->setText(message);
    m_pages->setCurrentIndex(0);
}

void CallInspector::setCall(const sessions::CallDetail& call, const QString& server) {
    m_call = call;
    m_server = server;
    m_failure->setCall(call);
    m_waterfall->setRecord(call.row.record);
    updateFacts();
    updateBodies();
    m_copy->setEnabled(call.body);
    m_pages->setCurrentIndex(1);
    updateTitle();
}

void CallInspector::updateFacts() {
    DetailHtml page(m_theme);
    for (const CallFact& fact : callFacts(m_call.row, m_server))
        page.fact(fact.name, fact.value);
    if (!m_call.progress.empty())
        page.heading(tr("Progress"));
    for (const CallFact& fact : callProgress(m_call.progress))
        page.fact(fact.name, fact.value);
    m_facts->setText(page.html());
}

void CallInspector::updateBodies() {
    if (!m_call.body) {
        const QString message = tr("Request and response were not kept for this call.");
        m_request->setMessage(message);
        m_response->setMessage(message);
        return;
    }
    m_request->setJson(m_call.request);
    const bool failed = m_call.row.record.error.has_value();
    if (failed && m_call.response.empty())
        m_response->setMessage(tr("The call failed; there is no response."));
    else
        m_response->setJson(m_call.response,
                            m_call.cut == 0 ? QString()
                                            : tr("… %1 more were not kept").arg(formatBytes(m_call.cut)));
}

void CallInspector::updateTitle() {
    const QString title = toQString(m_call.row.tool) % u" — "_s % outcomeText(m_call.row.record) % u", "_s %
                          formatDuration(m_call.row.record.latency());
    m_title->setText(m_title->fontMetrics().elidedText(title, Qt::ElideMiddle, m_title->width()));
    m_title->setToolTip(plainToolTip(toQString(m_call.row.tool)));
}

bool CallInspector::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_title && event->type() == QEvent::Resize)
        updateTitle();
    return QWidget::eventFilter(watched, event);
}

void CallInspector::copy() const {
    QGuiApplication::clipboard()->setText(callAsJsonRpc(m_call));
}

} // namespace dyno::ui
