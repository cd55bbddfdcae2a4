#pragma once

#include "ui/report/content.h"

namespace dyno::ui {

Colour colourOf(Tone tone);

} // namespace dyno::ui
