#include "ui/theme/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dyno::ui {
namespace {

// The chart colours follow Okabe and Ito's set, which stays distinct with each kind of colour blindness;
// lightness differs as well, so that a grey print can be read.
constexpr std::array table{
    ColourEntry{Colour::Window, "Window", 0xfff1f3f5, 0xff15181c},
    ColourEntry{Colour::Surface, "Surface", 0xffffffff, 0xff1c2025},
    ColourEntry{Colour::Raised, "Raised", 0xfff9fafb, 0xff282d34},
    ColourEntry{Colour::Hover, "Hover", 0xffe6eaee, 0xff313740},
    ColourEntry{Colour::Border, "Border", 0xffd2d8de, 0xff353b44},
    ColourEntry{Colour::Grid, "Grid", 0xffe8ebee, 0xff292e35},
    ColourEntry{Colour::Text, "Text", 0xff1b2128, 0xffe7eaee},
    ColourEntry{Colour::MutedText, "MutedText", 0xff56606b, 0xffa3acb8},
    ColourEntry{Colour::DisabledText, "DisabledText", 0xff98a1ab, 0xff6b747f},
    ColourEntry{Colour::Accent, "Accent", 0xff0b62b8, 0xff5aa9f2},
    ColourEntry{Colour::AccentHover, "AccentHover", 0xff094f96, 0xff7dbcf6},
    ColourEntry{Colour::AccentText, "AccentText", 0xffffffff, 0xff0a1622},
    ColourEntry{Colour::Selection, "Selection", 0xffcfe3f8, 0xff25456a},
    ColourEntry{Colour::SelectionText, "SelectionText", 0xff10202f, 0xffffffff},
    ColourEntry{Colour::Good, "Good", 0xff1a7f4e, 0xff4cc38a},
    ColourEntry{Colour::Warning, "Warning", 0xff8a5a00, 0xffe9b44c},
    ColourEntry{Colour::Bad, "Bad", 0xffc02626, 0xffff7b72},
    ColourEntry{Colour::Idle, "Idle", 0xff7b8590, 0xff8a94a0},
    ColourEntry{Colour::BadSurface, "BadSurface", 0xfffdecea, 0xff3a2023},
    ColourEntry{Colour::WarningSurface, "WarningSurface", 0xfffcf3df, 0xff352c1a},
    ColourEntry{Colour::P50, "P50", 0xff0072b2, 0xff56b4e9},
    ColourEntry{Colour::P90, "P90", 0xff00805d, 0xff2fc79a},
    ColourEntry{Colour::P99, "P99", 0xffc75300, 0xffffa72b},
    ColourEntry{Colour::Max, "Max", 0xff8f4a86, 0xffd58bbd},
    ColourEntry{Colour::Calls, "Calls", 0xff0072b2, 0xff56b4e9},
    ColourEntry{Colour::Errors, "Errors", 0xffc62f2f, 0xffff6b61},
    ColourEntry{Colour::Marker, "Marker", 0xff6a737d, 0xff9aa4b0},
    ColourEntry{Colour::PhaseQueue, "PhaseQueue", 0xff8a6d00, 0xffe6c84f},
    ColourEntry{Colour::PhaseRetry, "PhaseRetry", 0xffb3541e, 0xfff0935a},
    ColourEntry{Colour::PhaseNameLookup, "PhaseNameLookup", 0xff7a5cc0, 0xffb39cf0},
    ColourEntry{Colour::PhaseConnect, "PhaseConnect", 0xff8f4a86, 0xffd58bbd},
    ColourEntry{Colour::PhaseTls, "PhaseTls", 0xffb0398a, 0xfff07fc0},
    ColourEntry{Colour::PhaseSend, "PhaseSend", 0xff00738a, 0xff4cc9dd},
    ColourEntry{Colour::PhaseServer, "PhaseServer", 0xff0072b2, 0xff56b4e9},
    ColourEntry{Colour::PhaseReceive, "PhaseReceive", 0xff00805d, 0xff2fc79a},
    ColourEntry{Colour::PhaseDecode, "PhaseDecode", 0xff5f7a1f, 0xffa8c95a},
    ColourEntry{Colour::PhaseTask, "PhaseTask", 0xffc75300, 0xffff9147},
};

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

std::span<const ColourEntry> colourTable() {
    return table;
}

QColor colourOf(Colour colour, Scheme scheme) {
    const ColourEntry& entry = table[std::size_t(colour)];
    return QColor::fromRgb(scheme == Scheme::Dark ? entry.dark : entry.light);
}

double contrastRatio(const QColor& one, const QColor& other) {
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace dyno::ui
