#include "ui/charts/chart_foreground.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dyno::ui {
namespace {

constexpr int markerRows = 4;
constexpr double padding = 8;
constexpr double chip = 8;

double crisp(double x) {
    return std::floor(x) + 0.5;
}

} // namespace

void paintMarkers(QPainter& painter, const Theme& theme, const QRectF& plot,
                  const std::vector<PlacedMarker>& markers) {
    painter.setPen(QPen(theme.colour(Colour::Marker), 1, Qt::DashLine));
    for (const PlacedMarker& marker : markers)
        painter.drawLine(QPointF(crisp(marker.x), plot.top()), QPointF(crisp(marker.x), plot.bottom()));

    painter.setFont(Theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    std::vector<LabelRequest> requests;
    for (const PlacedMarker& marker : markers)
        requests.push_back({marker.x, metrics.horizontalAdvance(marker.text) + 8});
    const int rows = std::clamp(int(plot.height() / 4 / metrics.height()), 1, markerRows);
    const std::vector<PlacedLabel> labels = placeLabels(requests, plot.left(), plot.right(), rows);
    QColor behind = theme.colour(Colour::Surface);
    behind.setAlphaF(0.85f);
    painter.setPen(theme.colour(Colour::Text));
    for (std::size_t i = 0; i < markers.size(); ++i) {
        if (labels[i].row < 0)
            continue;
        const QRectF box(labels[i].left, plot.top() + labels[i].row * (metrics.height() + 2) + 1,
                         requests[i].width, metrics.height());
        painter.fillRect(box.adjusted(1, 0, -1, 0), behind);
        painter.drawText(box, Qt::AlignCenter, markers[i].text);
    }
}

void paintReadOut(QPainter& painter, const Theme& theme, const QRectF& plot, double x, const QString& title,
                  const std::vector<ReadOutLine>& lines) {
    painter.setPen(QPen(theme.colour(Colour::Text), 1));
    painter.drawLine(QPointF(crisp(x), plot.top()), QPointF(crisp(x), plot.bottom()));
    painter.setFont(Theme::numberFont());
    const QFontMetricsF metrics(painter.font());
    double name = 0, value = 0;
    for (const ReadOutLine& line : lines) {
        name = std::max(name, metrics.horizontalAdvance(line.name));
        value = std::max(value, metrics.horizontalAdvance(line.value));
    }
    const double inner = std::max(chip + 6 + name + 14 + value, metrics.horizontalAdvance(title));
    const double step = metrics.height() + 1;
    QRectF box(0, 0, inner + 2 * padding, (double(lines.size()) + 1) * step + 2 * padding - 4);
    const bool right = x + 12 + box.width() <= plot.right();
    box.moveTopLeft({std::round(right ? x + 12 : x - 12 - box.width()), std::round(plot.top() + 6)});

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.colour(Colour::Border));
    painter.setBrush(theme.colour(Colour::Raised));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QRectF row(box.left() + padding, box.top() + padding - 2, inner, step);
    painter.setPen(theme.colour(Colour::MutedText));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
    for (const ReadOutLine& line : lines) {
        row.translate(0, step);
        painter.fillRect(QRectF(row.left(), row.center().y() - chip / 2, chip, chip), line.colour);
        painter.setPen(theme.colour(Colour::Text));
        painter.drawText(row.adjusted(chip + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, line.value);
    }
}

void paintBand(QPainter& painter, const Theme& theme, const QRectF& plot, const QRectF& band,
               const QString& text) {
    const QRectF inside = band & plot;
    QColor shade = theme.colour(Colour::Accent);
    painter.setPen(QPen(shade, 1));
    for (const double x : {band.left(), band.right()}) {
        if (x >= plot.left() && x <= plot.right())
            painter.drawLine(QPointF(crisp(x), plot.top()), QPointF(crisp(x), plot.bottom()));
    }
    shade.setAlphaF(0.16f);
    painter.fillRect(inside, shade);
    painter.setFont(Theme::smallFont());
    const QFontMetricsF metrics(painter.font());
    QRectF label(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
    label.moveCenter({inside.center().x(), plot.bottom() - label.height() / 2 - 4});
    label.moveLeft(std::clamp(label.left(), plot.left(), plot.right() - label.width()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(Colour::Accent));
    painter.drawRoundedRect(label, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme.colour(Colour::AccentText));
    painter.drawText(label, Qt::AlignCenter, text);
}

void paintEmptyText(QPainter& painter, const Theme& theme, const QRectF& plot, const QString& text) {
    painter.setPen(theme.colour(Colour::MutedText));
    painter.drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace dyno::ui
