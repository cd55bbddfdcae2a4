#include "ui/charts/markers.h"

#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr async::Duration oneTurn = std::chrono::seconds(1);
constexpr double distance = 6;

struct Taken {
    double left;
    double right;
};

bool isFree(const std::vector<Taken>& row, double left, double right) {
    return std::ranges::none_of(row, [=](const Taken& other) {
        return left < other.right + distance && other.left < right + distance;
    });
}

} // namespace

QString Marker::text() const {
    return knob % u" "_s % from % u" → "_s % to;
}

std::vector<Marker> markersOf(const std::vector<settings::TuningChange>& journal) {
    std::vector<Marker> markers;
    for (const settings::TuningChange& change : journal) {
        const QString knob = toQString(change.knob);
        if (!markers.empty() && markers.back().knob == knob && change.at - markers.back().at <= oneTurn) {
            markers.back().at = change.at;
            markers.back().to = toQString(change.to);
        } else {
            markers.push_back({change.at, knob, toQString(change.from), toQString(change.to)});
        }
    }
    std::erase_if(markers, [](const Marker& marker) { return marker.from == marker.to; });
    return markers;
}

std::vector<PlacedLabel> placeLabels(const std::vector<LabelRequest>& labels, double low, double high,
                                     int rows) {
    std::vector<PlacedLabel> placed(labels.size());
    std::vector<std::vector<Taken>> taken(std::size_t(std::max(rows, 0)));
    for (std::size_t i = labels.size(); i-- > 0;) {
        const auto [x, width] = labels[i];
        for (std::size_t row = 0; row < taken.size() && placed[i].row < 0; ++row) {
            for (const double left : {x, x - width}) {
                if (left < low || left + width > high || !isFree(taken[row], left, left + width))
                    continue;
                taken[row].push_back({left, left + width});
                placed[i] = {left, int(row)};
                break;
            }
        }
    }
    return placed;
}

} // namespace dyno::ui
