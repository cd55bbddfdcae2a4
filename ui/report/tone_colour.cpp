#include "ui/report/tone_colour.h"

namespace dyno::ui {

Colour colourOf(Tone tone) {
    switch (tone) {
    case Tone::Plain:
        return Colour::Text;
    case Tone::Muted:
        return Colour::MutedText;
    case Tone::Good:
        return Colour::Good;
    case Tone::Bad:
        return Colour::Bad;
    case Tone::Warning:
        return Colour::Warning;
    }
    return Colour::Text;
}

} // namespace dyno::ui
