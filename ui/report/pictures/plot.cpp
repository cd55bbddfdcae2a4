#include "ui/report/pictures/plot.h"

#include "ui/format.h"
#include "ui/report/pictures/svg_text.h"
#include "ui/report/shown_text.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr QMarginsF margins(62, 8, 14, 24);
constexpr double tickDistance = 26;
constexpr double barWidth = 2;
constexpr double leastBar = 4;
constexpr double rowHeight = 14;

/// Draws one plot on one canvas.
class PlotPainter {
public:
    PlotPainter(const Plot& plot, const Canvas& canvas)
        : m_plot(plot)
        , m_svg(canvas)
        , m_area(QRectF(0, 0, canvas.width, canvas.height).marginsRemoved(margins))
        , m_upwards(plot.upwards(int(m_area.height() / tickDistance))) {}

    Picture::Drawing paint() {
        paintAxes();
        for (const CurveShape shape : {CurveShape::Area, CurveShape::Line, CurveShape::Bars})
            paintCurves(shape);
        paintMarkers();
        const bool empty = std::ranges::all_of(m_plot.curves, [](const auto& c) { return c.runs.empty(); });
        if (empty)
            m_svg.text(m_area.center(), m_plot.emptyText, Colour::MutedText, SvgText::Anchor::Middle);
        return {m_svg.body(), m_area};
    }

private:
    double x(double value) const { return m_area.left() + shareOf(m_plot.across, value) * m_area.width(); }
    double y(double value) const { return m_area.bottom() - shareOf(m_upwards, value) * m_area.height(); }

    void paintAxes() {
        for (const ScaleTick& tick : m_upwards.ticks) {
            const double share = (tick.position - m_upwards.low) / (m_upwards.high - m_upwards.low);
            const double at = std::round(m_area.bottom() - share * m_area.height()) + 0.5;
            m_svg.line({m_area.left(), at}, {m_area.right(), at}, Colour::Grid);
            m_svg.text({m_area.left() - 8, at + 3.5}, tick.label, Colour::MutedText, SvgText::Anchor::End);
        }
        for (const ScaleTick& tick : acrossTicks()) {
            const double at = std::round(x(tick.position)) + 0.5;
            m_svg.line({at, m_area.top()}, {at, m_area.bottom()}, Colour::Grid);
            const double half = SvgText::widthOf(tick.label) / 2;
            const double middle = std::clamp(at, m_area.left() + half - 20, m_area.right() + 14 - half);
            m_svg.text({middle, m_area.bottom() + 16}, tick.label, Colour::MutedText,
                       SvgText::Anchor::Middle);
        }
        m_svg.line({m_area.left(), m_area.bottom() + 0.5}, {m_area.right(), m_area.bottom() + 0.5},
                   Colour::Border);
    }

    // Every second one, or third, where labels would touch.
    std::vector<ScaleTick> acrossTicks() const {
        double widest = 1;
        for (const ScaleTick& tick : m_plot.across.ticks)
            widest = std::max(widest, SvgText::widthOf(tick.label) + 10);
        const double most = std::max(m_area.width() / widest, 1.0);
        const auto step = std::size_t(std::ceil(double(m_plot.across.ticks.size()) / most));
        std::vector<ScaleTick> ticks;
        for (std::size_t i = 0; i < m_plot.across.ticks.size(); i += std::max(step, std::size_t(1)))
            ticks.push_back(m_plot.across.ticks[i]);
        return ticks;
    }

    void paintCurves(CurveShape shape) {
        for (const PlottedCurve& curve : m_plot.curves) {
            for (const QPolygonF& run : curve.shape == shape ? curve.runs : std::vector<QPolygonF>())
                paintRun(curve, mapped(run));
        }
    }

    QPolygonF mapped(QPolygonF run) const {
        for (QPointF& point : run)
            point = {x(point.x()), y(point.y())};
        return run;
    }

    void paintRun(const PlottedCurve& curve, const QPolygonF& run) {
        if (curve.shape == CurveShape::Bars)
            return paintBars(curve.colour, run);
        if (run.size() == 1)
            return m_svg.dot(run.first(), curve.colour);
        if (curve.shape == CurveShape::Area) {
            QPolygonF area = run;
            area << QPointF(run.last().x(), m_area.bottom()) << QPointF(run.first().x(), m_area.bottom());
            m_svg.polygon(area, curve.colour, 0.14);
        }
        m_svg.polyline(run, curve.colour);
    }

    void paintBars(Colour colour, const QPolygonF& run) {
        for (const QPointF& point : run) {
            if (point.y() >= m_area.bottom())
                continue;
            const double height = std::max(m_area.bottom() - point.y(), leastBar);
            m_svg.rectangle({point.x() - barWidth / 2, m_area.bottom() - height, barWidth, height}, colour);
        }
    }

    void paintMarkers() {
        std::vector<LabelRequest> requests;
        QStringList texts;
        for (const Marker& marker : m_plot.markers) {
            const double at = std::round(x(std::chrono::duration<double>(marker.at).count())) + 0.5;
            m_svg.line({at, m_area.top()}, {at, m_area.bottom()}, Colour::Marker, true);
            texts << shortened(marker.text(), mostMarkerText());
            requests.push_back({at, SvgText::widthOf(texts.back()) + 8});
        }
        const auto labels = placeLabels(requests, m_area.left(), m_area.right(), 4);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (labels[i].row < 0)
                continue;
            const QRectF box(labels[i].left, m_area.top() + labels[i].row * rowHeight + 1, requests[i].width,
                             rowHeight - 1);
            paintLabel(box, texts[qsizetype(i)], labels[i].left >= requests[i].x);
        }
    }

    // So that it has room on one side of its line.
    qsizetype mostMarkerText() const {
        return qsizetype(m_area.width() * 0.48 / SvgText::widthOf(QString(10, u'm')) * 10);
    }

    // Against its line, whatever the font makes of its width.
    void paintLabel(const QRectF& box, const QString& text, bool right) {
        m_svg.rectangle(box.adjusted(1, 0, -1, 0), Colour::Surface, 0.85);
        m_svg.text({right ? box.left() + 4 : box.right() - 4, box.bottom() - 3}, text, Colour::Text,
                   right ? SvgText::Anchor::Start : SvgText::Anchor::End);
    }

    const Plot& m_plot;
    SvgText m_svg;
    QRectF m_area;
    ValueScale m_upwards;
};

double wholeStep(double span) {
    constexpr std::array steps{0.01, 0.02, 0.05, 0.1,  0.2,   0.5,   1.0,   2.0,   5.0,    10.0,
                               15.0, 30.0, 60.0, 120., 300.0, 600.0, 900.0, 1800., 3600.0, 7200.0};
    const auto enough = [span](double step) { return span / step <= 8; };
    const auto found = std::ranges::find_if(steps, enough);
    return found == steps.end() ? 7200 * std::ceil(span / 8 / 7200) : *found;
}

} // namespace

Picture pictureOf(Plot plot) {
    Picture picture;
    for (const PlottedCurve& curve : plot.curves)
        picture.legend.push_back({curve.name, curve.colour, curve.shape, {}});
    picture.draw = [plot = std::move(plot)](const Canvas& canvas) {
        return PlotPainter(plot, canvas).paint();
    };
    return picture;
}

ValueScale timeScale(double from, double to) {
    ValueScale scale{false, from, std::max(to, from + 0.001), {}};
    const double step = wholeStep(scale.high - scale.low);
    for (double at = std::ceil(from / step - 1e-9) * step; at <= scale.high + step * 1e-9; at += step)
        scale.ticks.push_back({at, timeLabel(at)});
    return scale;
}

QString timeLabel(double seconds) {
    if (seconds < 59.995)
        return QString::number(seconds, 'g', 4) % u" s"_s;
    const auto whole = qint64(std::round(seconds));
    const auto two = [](qint64 value) { return u"%1"_s.arg(value, 2, 10, QLatin1Char('0')); };
    const QString minutes = whole >= 3600 ? QString::number(whole / 3600) % u':' % two(whole / 60 % 60)
                                          : QString::number(whole / 60);
    return minutes % u':' % two(whole % 60);
}

double shareOf(const ValueScale& scale, double value) {
    return std::clamp((scale.position(value) - scale.low) / (scale.high - scale.low), 0.0, 1.0);
}

} // namespace dyno::ui
