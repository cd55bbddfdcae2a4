#include "ui/panels/path/cache_card.h"

#include "ui/format.h"
#include "ui/models/stage_effect.h"
#include "ui/panels/path/card_heading.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

void setText(QLabel& label, const QString& text) {
    if (label.text() != text)
        label.setText(text);
}

QString asMenuText(std::string_view name) {
    return toQString(name).replace(u'&', u"&&"_s);
}

} // namespace

CacheCard::CacheCard(QWidget* parent)
    : QWidget(parent)
    , m_invalidate(new QPushButton(tr("Invalidate"), this))
    , m_menu(new QMenu(this)) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    m_share =
        addFigure(*grid, 0, 0, tr("hit share"), tr("Calls that needed no server, of those it was asked"));
    m_saved = addFigure(*grid, 1, 0, tr("time saved"),
                        tr("What those answers would have cost, as far as is known"));
    m_hits = addFigure(*grid, 2, 0, tr("hits"), tr("Answers that were kept"));
    m_shared = addFigure(*grid, 3, 0, tr("shared"), tr("Answers of an equal call that was under way"));
    m_misses = addFigure(*grid, 0, 2, tr("misses"), tr("Calls that it was asked for in vain"));
    m_entries = addFigure(*grid, 1, 2, tr("entries"), tr("Answers that it holds now"));
    m_bytes = addFigure(*grid, 2, 2, tr("bytes"), tr("Memory that they take"));
    m_gone =
        addFigure(*grid, 3, 2, tr("dropped"), tr("Answers that gave way, grew too old or were invalidated"));
    m_invalidate->setObjectName(u"invalidateCache"_s);
    m_invalidate->setToolTip(tr("Forget answers: all, of a server, or of a tool"));
    m_invalidate->setMenu(m_menu);
    QHBoxLayout* heading = cardHeading(tr("Cache"), this);
    heading->addWidget(m_invalidate);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(heading);
    column->addLayout(grid);
    column->addStretch();
    // Made when it is opened: servers and tools come and go.
    connect(m_menu, &QMenu::aboutToShow, this, &CacheCard::fillMenu);
}

QLabel* CacheCard::addFigure(QGridLayout& grid, int row, int column, const QString& caption,
                             const QString& toolTip) {
    auto* name = new QLabel(caption, this);
    name->setFont(Theme::smallFont());
    name->setProperty("role", u"muted"_s);
    name->setToolTip(toolTip);
    auto* figure = new QLabel(this);
    figure->setFont(Theme::numberFont());
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    figure->setMinimumWidth(QFontMetrics(Theme::numberFont()).horizontalAdvance(u"9999:59 min"_s));
    figure->setToolTip(toolTip);
    figure->setAccessibleName(caption);
    grid.addWidget(name, row, column);
    grid.addWidget(figure, row, column + 1);
    return figure;
}

void CacheCard::setRecorded(bool recorded) {
    m_invalidate->setEnabled(!recorded);
}

void CacheCard::setSnapshot(const telemetry::Snapshot& snapshot) {
    const telemetry::CacheStatus& cache = snapshot.path.cache;
    const bool asked = cache.hits + cache.shared + cache.misses > 0;
    setText(*m_share, asked ? formatShare(hitShare(cache)) : u"–"_s);
    setText(*m_saved, formatLatency(cache.saved));
    setText(*m_hits, formatShortCount(cache.hits));
    setText(*m_shared, formatShortCount(cache.shared));
    setText(*m_misses, formatShortCount(cache.misses));
    setText(*m_entries, formatShortCount(cache.entries));
    setText(*m_bytes, formatBytes(cache.bytes));
    setText(*m_gone, formatShortCount(cache.evicted + cache.expired + cache.invalidated));
    const QString why =
        tr("%1 gave way, %2 grew too old, %3 were invalidated")
            .arg(formatCount(cache.evicted), formatCount(cache.expired), formatCount(cache.invalidated));
    if (m_gone->toolTip() != why)
        m_gone->setToolTip(why);
    m_servers = snapshot.servers;
}

void CacheCard::fillMenu() {
    m_menu->clear();
    m_menu->addAction(tr("Everything"), this, [this] { Q_EMIT invalidateRequested(std::nullopt, {}); });
    if (!m_servers.empty())
        m_menu->addSeparator();
    for (const telemetry::ServerStatus& server : m_servers)
        addServer(server);
}

void CacheCard::addServer(const telemetry::ServerStatus& server) {
    QMenu* menu = m_menu->addMenu(asMenuText(server.name));
    const auto add = [this, menu, id = server.id](const QString& text, const std::string& tool) {
        menu->addAction(text, this, [this, id, tool] { Q_EMIT invalidateRequested(id, tool); });
    };
    add(tr("All of this server"), {});
    if (!server.tools->empty())
        menu->addSeparator();
    for (const mcp::Tool& tool : *server.tools)
        add(asMenuText(tool.name), tool.name);
}

} // namespace dyno::ui
