#pragma once

#include "engine/settings/tuning.h"

#include <QString>

#include <vector>

namespace dyno::ui {

/// A turned knob as the charts show it.
struct Marker {
    async::Duration at{}; ///< of the last change that it stands for
    QString knob;
    QString from;
    QString to;

    QString text() const; ///< "pool 1 → 4"
};

/// One marker per change; changes of one knob that follow each other within a second are one, so that a
/// dragged slider draws one line.
std::vector<Marker> markersOf(const std::vector<settings::TuningChange>& journal);

/// A label beside its line.
struct PlacedLabel {
    double left = 0;
    int row = -1; ///< -1: there is no room for it
};

/// A line and how wide its label is, in pixels.
struct LabelRequest {
    double x = 0;
    double width = 0;
};

/// Puts each label at the right of its line, or at the left where that is free or the right is not inside
/// `low` … `high`, in one of `rows` rows, so that none touches another. Later labels choose first.
std::vector<PlacedLabel> placeLabels(const std::vector<LabelRequest>& labels, double low, double high,
                                     int rows);

} // namespace dyno::ui
