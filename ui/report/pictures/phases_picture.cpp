#include "ui/format.h"
#include "ui/models/phase_lengths.h"
#include "ui/report/pictures/report_pictures.h"
#include "ui/report/pictures/svg_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr double nameWidth = 34;
constexpr double figureWidth = 66;
constexpr double lineHeight = 26;
constexpr double barHeight = 16;

void paintBar(SvgText& svg, const QRectF& bar, const PhaseLengths::Lengths& lengths, async::Duration scale) {
    svg.rectangle(bar, Colour::Grid);
    async::Duration begin{};
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto x = [&](async::Duration at) {
            return bar.left() + bar.width() * double(at.count()) / double(scale.count());
        };
        const double left = x(begin), right = x(begin + lengths[i]);
        if (right - left >= 0.1)
            svg.rectangle({left, bar.top(), right - left, bar.height()}, phaseColour(calls::Phase(i)));
        begin += lengths[i];
    }
}

Picture::Drawing draw(const PhaseLengths& lengths, const Canvas& canvas) {
    SvgText svg(canvas);
    const async::Duration scale = std::max({sum(lengths.p50), sum(lengths.p99), async::Duration(1)});
    double top = 4;
    for (const auto& [name, shown] : {std::pair{u"p50"_s, lengths.p50}, std::pair{u"p99"_s, lengths.p99}}) {
        const QRectF bar(nameWidth, top, canvas.width - nameWidth - figureWidth, barHeight);
        svg.text({0, bar.bottom() - 4}, name, Colour::MutedText);
        paintBar(svg, bar, shown, scale);
        svg.text({canvas.width, bar.bottom() - 4}, formatLatency(sum(shown)), Colour::Text,
                 SvgText::Anchor::End);
        top += lineHeight;
    }
    return {svg.body(), {}};
}

} // namespace

Picture phasesPicture(const reports::Report& report) {
    const auto phases = phasesOf(report.snapshot);
    const PhaseLengths lengths = lengthsOf(phases);
    Picture picture;
    picture.name = u"phases"_s;
    picture.title = u"Where the time goes"_s;
    picture.description = u"The phases' medians sum up to %1, their 99th percentiles to %2."_s.arg(
        formatLatency(sum(lengths.p50)), formatLatency(sum(lengths.p99)));
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i])
            picture.legend.push_back({phaseTitle(calls::Phase(i)), phaseColour(calls::Phase(i)),
                                      CurveShape::Bars, formatLatency(phases[i]->p50)});
    }
    picture.height = 2 * lineHeight;
    picture.broad = true;
    picture.draw = [lengths](const Canvas& canvas) { return draw(lengths, canvas); };
    return picture;
}

} // namespace dyno::ui
