#include "ui/panels/tiles_panel.h"

#include "ui/panels/tile.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

Quantity latency(const telemetry::Recent& recent, async::Duration value) {
    return recent.latency.count == 0 ? Quantity{u"–"_s, QString()} : durationQuantity(value);
}

} // namespace

TilesPanel::TilesPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    m_calls = add(theme, u"callsTile"_s, tr("calls"), tr("Calls that ended, per second"));
    m_p50 = add(theme, u"p50Tile"_s, tr("p50"), tr("Half of the calls were at least this fast"));
    m_p99 = add(theme, u"p99Tile"_s, tr("p99"), tr("99 of 100 calls were at least this fast"));
    m_errors = add(theme, u"errorsTile"_s, tr("errors"),
                   tr("Calls that failed, timed out or were cancelled, per second"));
    m_inFlight =
        add(theme, u"inFlightTile"_s, tr("in flight"), tr("Calls that were sent and have no answer yet"));
}

Tile* TilesPanel::add(const Theme& theme, const QString& name, const QString& caption,
                      const QString& toolTip) {
    auto* tile = new Tile(theme, caption, toolTip, this);
    tile->setObjectName(name);
    layout()->addWidget(tile);
    return tile;
}

void TilesPanel::setRecent(const telemetry::Recent& recent, const QString& past) {
    const double seconds = std::chrono::duration<double>(recent.window).count();
    const QString window = !past.isEmpty() ? past : seconds > 0 ? tr("last %1 s").arg(seconds) : QString();
    for (Tile* tile : {m_calls, m_p50, m_p99, m_errors})
        tile->setNote(window);
    m_calls->setQuantity(rateQuantity(recent.callsPerSecond));
    m_p50->setQuantity(latency(recent, recent.latency.p50));
    m_p99->setQuantity(latency(recent, recent.latency.p99));
    m_errors->setQuantity(rateQuantity(recent.errorsPerSecond),
                          recent.errorsPerSecond > 0 ? Colour::Bad : Colour::Text);
    m_inFlight->setQuantity({QString::number(recent.inFlight), QString()});
    m_inFlight->setNote(past.isEmpty() ? tr("now") : tr("at its end"));
}

} // namespace dyno::ui
