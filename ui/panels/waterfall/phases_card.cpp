#include "ui/panels/waterfall/phases_card.h"

#include "ui/format.h"
#include "ui/panels/waterfall/phase_bars.h"
#include "ui/panels/waterfall/phase_legend.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

PhaseLegend::Entry entryOf(calls::Phase phase, const std::optional<telemetry::LatencySummary>& latency) {
    const telemetry::LatencySummary shown = latency.value_or(telemetry::LatencySummary{});
    const QString figures =
        PhasesCard::tr("p50 %1, p99 %2, %3 calls")
            .arg(formatLatency(shown.p50), formatLatency(shown.p99), formatCount(std::uint64_t(shown.count)));
    return {phaseColour(phase), phaseTitle(phase), formatLatency(shown.p50),
            phaseMeaning(phase) % u"\n"_s % figures};
}

} // namespace

PhasesCard::PhasesCard(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_heading(new QLabel(this))
    , m_bars(new PhaseBars(theme, this))
    , m_legend(new PhaseLegend(theme, this)) {
    setObjectName(u"phasesCard"_s);
    setProperty("card", true);
    m_heading->setProperty("role", u"heading"_s);
    m_heading->setToolTip(tr("Of all measured calls, the p50 of each phase; point at one for p99 and count"));
    auto* first = new QHBoxLayout;
    first->setSpacing(18);
    first->addWidget(m_heading, 0, Qt::AlignTop);
    first->addWidget(m_legend, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 6, 10, 6);
    column->setSpacing(4);
    column->addLayout(first);
    column->addWidget(m_bars);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

// The phases of every call are always listed; those of a network and of tasks once there were any.
void PhasesCard::setSnapshot(const telemetry::Snapshot& snapshot, const QString& run) {
    const QString title = tr("Where the time goes");
    m_heading->setText(run.isEmpty() ? title : title % u" · "_s % run);
    const auto phases = phasesOf(snapshot);
    std::vector<PhaseLegend::Entry> entries;
    for (int i = 0; i < calls::phaseCount; ++i) {
        const auto phase = calls::Phase(i);
        const bool rare = phase == calls::Phase::Retry || phase == calls::Phase::NameLookup ||
                          phase == calls::Phase::Connect || phase == calls::Phase::Tls ||
                          phase == calls::Phase::Task;
        if (!rare || phases[std::size_t(i)])
            entries.push_back(entryOf(phase, phases[std::size_t(i)]));
    }
    m_legend->setEntries(std::move(entries));
    m_bars->setPhases(phases);
}

} // namespace dyno::ui
