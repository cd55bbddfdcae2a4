#include "ui/models/difference_text.h"

#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using sessions::Difference;
using sessions::Verdict;

QString tr(const char* text) {
    return QCoreApplication::translate("Difference", text);
}

QString unitOf(const Difference& difference) {
    return difference.metric == "errors" ? tr(" pt") : u" %"_s;
}

// Signed, with three digits at most; a change far beyond all bounds is not written out.
QString percent(double share) {
    const double value = std::clamp(share * 100, -99'999.0, 99'999.0);
    const double size = std::abs(value);
    const QString number = QString::number(size, 'f', size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
    return (value > 0 ? u"+"_s : value < 0 ? u"−"_s : QString()) % number;
}

} // namespace

QString figureText(const std::string& metric, double value) {
    if (metric == "errors")
        return formatShare(value);
    if (metric == "throughput")
        return formatRate(value);
    return formatLatency(async::Duration(std::llround(value * 1000)));
}

QString metricText(const std::string& metric) {
    return metric == "p999" ? u"p99.9"_s : toQString(metric);
}

QString changeText(const Difference& difference) {
    const bool oneSided = difference.metric != "errors" && (difference.before == 0 || difference.after == 0);
    if (difference.verdict == Verdict::NotComparable || oneSided)
        return u"–"_s;
    return percent(difference.change) % unitOf(difference);
}

QString intervalText(const Difference& difference) {
    if (!isTold(difference))
        return {};
    return percent(difference.low) % u" … "_s % percent(difference.high) % unitOf(difference);
}

bool isTold(const Difference& difference) {
    return difference.verdict != Verdict::TooFewCalls && difference.verdict != Verdict::NotComparable;
}

QString verdictText(Verdict verdict) {
    switch (verdict) {
    case Verdict::Better:
        return tr("better");
    case Verdict::Worse:
        return tr("worse");
    case Verdict::NoDifference:
        return tr("no difference");
    case Verdict::TooFewCalls:
        return tr("too few calls");
    case Verdict::NotComparable:
        break;
    }
    return tr("not comparable");
}

Colour verdictColour(Verdict verdict) {
    switch (verdict) {
    case Verdict::Better:
        return Colour::Good;
    case Verdict::Worse:
        return Colour::Bad;
    case Verdict::NoDifference:
        return Colour::MutedText;
    case Verdict::TooFewCalls:
    case Verdict::NotComparable:
        break;
    }
    return Colour::Warning;
}

QString verdictIcon(Verdict verdict) {
    switch (verdict) {
    case Verdict::Better:
        return u"verdict-better"_s;
    case Verdict::Worse:
        return u"verdict-worse"_s;
    case Verdict::NoDifference:
        return u"verdict-same"_s;
    case Verdict::TooFewCalls:
        return u"verdict-unknown"_s;
    case Verdict::NotComparable:
        break;
    }
    return u"verdict-none"_s;
}

Verdict strongest(const std::vector<Difference>& differences) {
    for (const Verdict verdict :
         {Verdict::Worse, Verdict::Better, Verdict::NoDifference, Verdict::TooFewCalls})
        if (std::ranges::find(differences, verdict, &Difference::verdict) != differences.end())
            return verdict;
    return differences.empty() ? Verdict::TooFewCalls : Verdict::NotComparable;
}

} // namespace dyno::ui
