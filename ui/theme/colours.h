#pragma once

#include <QColor>

#include <span>

namespace dyno::ui {

enum class Scheme { Light, Dark };

/// What a colour is for. Code names a purpose; only the table in colours.cpp knows values.
enum class Colour {
    Window,
    Surface, ///< cards, tables, editors
    Raised,  ///< buttons, tool tips
    Hover,
    Border,
    Grid,
    Text,
    MutedText,
    DisabledText,
    Accent,
    AccentHover,
    AccentText, ///< on Accent
    Selection,
    SelectionText,
    Good,
    Warning,
    Bad,
    Idle,
    BadSurface,     ///< behind Text, where something failed
    WarningSurface, ///< behind Text, where care is needed
    P50,
    P90,
    P99,
    Max,
    Calls,
    Errors,
    Marker,     ///< a turned knob
    PhaseQueue, ///< of a call, here and below: where its time went
    PhaseRetry,
    PhaseNameLookup,
    PhaseConnect,
    PhaseTls,
    PhaseSend,
    PhaseServer,
    PhaseReceive,
    PhaseDecode,
    PhaseTask,
};

struct ColourEntry {
    Colour colour;
    const char* name; ///< as the style sheet spells it, after an @
    QRgb light;
    QRgb dark;
};

/// Every colour there is, in the order of the enumeration.
std::span<const ColourEntry> colourTable();

QColor colourOf(Colour colour, Scheme scheme);

/// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
double contrastRatio(const QColor& one, const QColor& other);

} // namespace dyno::ui
