#include "ui/panels/calls/call_filter_bar.h"

#include "ui/format.h"
#include "ui/panels/calls/duration_filter.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace dyno::ui {

using sessions::CallFilter;
using telemetry::ServerStatus;

namespace {

constexpr int oneLineWidth = 860;
constexpr auto typingPause = 250ms;

// Of outcomes; what comes after these is an error's kind.
enum Outcome { AnyOutcome = -1, Succeeded = -2, Errors = -3 };

bool isSame(const ServerStatus& one, const ServerStatus& other) {
    return one.id == other.id && one.name == other.name && one.tools == other.tools;
}

// Chooses what was chosen before; `keep`: also where that is no longer among them.
template<class Fill>
void refill(QComboBox& choice, bool keep, Fill fill) {
    const QSignalBlocker quiet(choice);
    const QVariant chosen = choice.currentData();
    const QString text = choice.currentText();
    while (choice.count() > 1)
        choice.removeItem(1);
    fill();
    if (keep && chosen.isValid() && choice.findData(chosen) < 0)
        choice.addItem(text, chosen);
    choice.setCurrentIndex(std::max(choice.findData(chosen), 0));
}

} // namespace

CallFilterBar::CallFilterBar(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_server(new QComboBox(this))
    , m_tool(new QComboBox(this))
    , m_outcome(new QComboBox(this))
    , m_atLeast(new DurationFilter(this))
    , m_atMost(new DurationFilter(this))
    , m_text(new QLineEdit(this))
    , m_clear(new QToolButton(this))
    , m_lines(new QBoxLayout(QBoxLayout::LeftToRight, this)) {
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSizeConstraint(QLayout::SetNoConstraint); // see minimumSizeHint()
    m_lines->addLayout(makeChoices(), 3);
    m_lines->addLayout(makeText(theme), 2);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &CallFilterBar::tell);
    connect(m_server, &QComboBox::currentIndexChanged, this, [this] {
        updateTools(false);
        tell();
    });
    for (QComboBox* choice : {m_tool, m_outcome})
        connect(choice, &QComboBox::currentIndexChanged, this, &CallFilterBar::tell);
    for (DurationFilter* bound : {m_atLeast, m_atMost})
        connect(bound, &DurationFilter::durationChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_text, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_clear, &QToolButton::clicked, this, &CallFilterBar::clear);
}

QBoxLayout* CallFilterBar::makeChoices() {
    m_server->setObjectName(u"callsServer"_s);
    m_server->setAccessibleName(tr("Server"));
    m_server->addItem(tr("all servers"));
    m_tool->setObjectName(u"callsTool"_s);
    m_tool->setAccessibleName(tr("Tool"));
    m_tool->addItem(tr("all tools"));
    m_outcome->setObjectName(u"callsOutcome"_s);
    m_outcome->setAccessibleName(tr("Outcome"));
    addOutcomes();
    m_atLeast->setObjectName(u"callsAtLeast"_s);
    m_atLeast->setPlaceholderText(tr("≥ ms"));
    m_atLeast->setAccessibleName(tr("Least latency"));
    m_atLeast->setToolTip(tr("Calls that took at least so long: 5, 200us, 1.5s"));
    m_atMost->setObjectName(u"callsAtMost"_s);
    m_atMost->setPlaceholderText(tr("≤ ms"));
    m_atMost->setAccessibleName(tr("Greatest latency"));
    m_atMost->setToolTip(tr("Calls that took at most so long: 5, 200us, 1.5s"));
    auto* line = new QHBoxLayout;
    for (QComboBox* choice : {m_server, m_tool, m_outcome}) {
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMinimumContentsLength(8);
        line->addWidget(choice, 2);
    }
    for (DurationFilter* bound : {m_atLeast, m_atMost}) {
        bound->setMinimumWidth(56);
        line->addWidget(bound, 1);
    }
    return line;
}

void CallFilterBar::addOutcomes() {
    m_outcome->addItem(tr("all outcomes"), AnyOutcome);
    m_outcome->addItem(tr("ok"), Succeeded);
    m_outcome->addItem(tr("all errors"), Errors);
    m_outcome->insertSeparator(m_outcome->count());
    for (int kind = 0; kind <= int(ErrorKind::InvalidInput); ++kind)
        m_outcome->addItem(toQString(name(ErrorKind(kind))), kind);
    m_outcome->setMaxVisibleItems(m_outcome->count());
}

QBoxLayout* CallFilterBar::makeText(Theme& theme) {
    m_text->setObjectName(u"callsText"_s);
    m_text->setPlaceholderText(tr("Filter: tool, error, request or answer"));
    m_text->setAccessibleName(tr("Filter the calls by text"));
    m_text->setToolTip(tr("Ctrl+F comes here, Esc clears it"));
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(120);
    m_text->installEventFilter(this);
    m_clear->setObjectName(u"callsClear"_s);
    m_clear->setToolTip(tr("Show all calls again"));
    m_clear->setAccessibleName(m_clear->toolTip());
    m_clear->setFocusPolicy(Qt::StrongFocus);
    m_clear->setEnabled(false);
    bindIcon(theme, m_clear, u"clear"_s);
    auto* line = new QHBoxLayout;
    line->addWidget(m_text, 1);
    line->addWidget(m_clear);
    return line;
}

void CallFilterBar::setServers(const std::vector<ServerStatus>& servers) {
    if (std::ranges::equal(servers, m_servers, isSame))
        return;
    m_servers = servers;
    refill(*m_server, true, [this] {
        for (const ServerStatus& server : m_servers)
            m_server->addItem(toQString(server.name), server.id);
    });
    updateTools(true);
    tell();
}

void CallFilterBar::updateTools(bool keep) {
    std::set<QString> names;
    for (const ServerStatus& server : m_servers) {
        const bool wanted = m_server->currentIndex() == 0 || m_server->currentData() == server.id;
        if (!wanted || !server.tools)
            continue;
        for (const mcp::Tool& tool : *server.tools)
            names.insert(toQString(tool.name));
    }
    refill(*m_tool, keep, [&] {
        for (const QString& name : names)
            m_tool->addItem(name, name);
    });
}

CallFilter CallFilterBar::filter() const {
    CallFilter filter;
    if (m_server->currentIndex() > 0)
        filter.server = m_server->currentData().value<ServerId>();
    filter.tool = m_tool->currentData().toString().toStdString();
    const int outcome = m_outcome->currentData().toInt();
    if (outcome >= 0)
        filter.error = ErrorKind(outcome);
    filter.outcome = outcome == AnyOutcome  ? CallFilter::Outcome::Any
                     : outcome == Succeeded ? CallFilter::Outcome::Succeeded
                                            : CallFilter::Outcome::Errors;
    filter.atLeast = m_atLeast->duration();
    filter.atMost = m_atMost->duration();
    filter.text = m_text->text().trimmed().toStdString();
    return filter;
}

void CallFilterBar::focusText() {
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void CallFilterBar::clear() {
    for (QComboBox* choice : {m_server, m_tool, m_outcome}) {
        const QSignalBlocker quiet(choice);
        choice->setCurrentIndex(0);
    }
    for (QLineEdit* field : {static_cast<QLineEdit*>(m_atLeast), static_cast<QLineEdit*>(m_atMost), m_text})
        field->clear();
    updateTools(false);
    tell();
}

void CallFilterBar::tell() {
    m_pause.stop();
    const CallFilter now = filter();
    m_clear->setEnabled(now != CallFilter());
    if (now == m_told)
        return;
    m_told = now;
    Q_EMIT changed();
}

QSize CallFilterBar::minimumSizeHint() const {
    int width = 0;
    for (int line = 0; line < m_lines->count(); ++line)
        width = std::max(width, m_lines->itemAt(line)->minimumSize().width());
    return {width, m_lines->minimumSize().height()};
}

void CallFilterBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_lines->setDirection(width() < oneLineWidth ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

bool CallFilterBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_text || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (event->type() == QEvent::ShortcutOverride) {
        // Esc clears a range elsewhere in the window.
        if (key == Qt::Key_Escape)
            event->accept();
        return key == Qt::Key_Escape;
    }
    if (key == Qt::Key_Escape && !m_text->text().isEmpty()) {
        m_text->clear();
        tell();
        return true;
    }
    if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down) {
        tell();
        Q_EMIT left();
        return true;
    }
    return false;
}

} // namespace dyno::ui
