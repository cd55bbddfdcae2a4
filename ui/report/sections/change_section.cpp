#include "ui/report/moment_text.h"
#include "ui/report/sections/cells.h"
#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::ChangeVerdict;
using sessions::Difference;
using sessions::Verdict;

Tone toneOf(Verdict verdict) {
    return verdict == Verdict::Better ? Tone::Good : verdict == Verdict::Worse ? Tone::Bad : Tone::Muted;
}

QString wordOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::Better:
        return u"better"_s;
    case Verdict::Worse:
        return u"worse"_s;
    case Verdict::NoDifference:
        return u"no difference"_s;
    case Verdict::TooFewCalls:
        return u"too few calls"_s;
    case Verdict::NotComparable:
        return u"not comparable"_s;
    }
    return {};
}

QString knobsOf(const ChangeVerdict& verdict) {
    QStringList knobs;
    for (const settings::TuningChange& change : verdict.changes)
        knobs << u"%1 %2 → %3"_s.arg(shownLine(change.knob), shortened(shownLine(change.from), 60),
                                     shortened(shownLine(change.to), 60));
    return knobs.join(u"\n"_s);
}

QString signedPercent(double share) {
    const QString number = QString::number(std::abs(share) * 100, 'f', 1);
    return (number == "0.0"_L1 ? QString() : share < 0 ? u"−"_s : u"+"_s) % number % u" %"_s;
}

// A change that chance may have made is shown, but does not stand out.
Cell differenceCell(const ChangeVerdict& verdict, std::string_view metric) {
    const auto found = std::ranges::find(verdict.headline, metric, &Difference::metric);
    if (found == verdict.headline.end() || found->verdict == Verdict::TooFewCalls ||
        found->verdict == Verdict::NotComparable)
        return dashCell();
    return {signedPercent(found->change), found->change, toneOf(found->verdict)};
}

std::vector<Cell> rowOf(const ChangeVerdict& verdict) {
    const async::Duration at = verdict.changes.empty() ? verdict.after.from : verdict.changes.front().at;
    return {{sessionTimeText(at), double(at.count())},
            textCell(knobsOf(verdict)),
            differenceCell(verdict, "p50"),
            differenceCell(verdict, "p99"),
            differenceCell(verdict, "throughput"),
            differenceCell(verdict, "errors"),
            textCell(wordOf(verdict.verdict), toneOf(verdict.verdict)),
            textCell(shownText(verdict.summary))};
}

} // namespace

Section changeSection(const reports::Report& report) {
    if (report.changes.empty())
        return {u"changes"_s, u"Changes"_s, {}};
    Table table{u"Knobs that were turned, and what the time after it was like against the time before"_s,
                {{u"at"_s},
                 {u"turned"_s, ColumnKind::Name},
                 {u"p50"_s},
                 {u"p99"_s},
                 {u"throughput"_s},
                 {u"errors"_s},
                 {u"verdict"_s, ColumnKind::Text},
                 {u"in words"_s, ColumnKind::Words}},
                {},
                false};
    for (const ChangeVerdict& verdict : report.changes)
        table.rows.push_back(rowOf(verdict));
    return {u"changes"_s, u"Changes"_s, {std::move(table)}};
}

} // namespace dyno::ui
