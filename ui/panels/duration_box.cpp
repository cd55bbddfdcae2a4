#include "ui/panels/duration_box.h"

#include "engine/settings/duration_text.h"
#include "ui/format.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using std::chrono::milliseconds;

// A bare number means seconds, the unit that a call's limits are usually given in.
std::optional<qint64> parse(QString text) {
    text = text.simplified().remove(u' ');
    text.replace(u"min"_s, u"m"_s);
    if (!text.isEmpty() && text.back().isDigit())
        text += u's';
    const auto duration = settings::parseDuration(text.toStdString());
    if (!duration)
        return {};
    return std::chrono::round<milliseconds>(*duration).count();
}

// The next value of 1, 2, 5, 10 … above or below.
qint64 neighbour(qint64 value, bool up) {
    constexpr std::array<qint64, 4> steps{1, 2, 5, 10};
    for (qint64 decade = 1;; decade *= 10) {
        for (std::size_t i = 1; i < steps.size(); ++i) {
            const qint64 low = steps[i - 1] * decade, high = steps[i] * decade;
            if (up && value < high)
                return high;
            if (!up && value <= high)
                return low;
        }
    }
}

} // namespace

DurationBox::DurationBox(QWidget* parent)
    : QSpinBox(parent) {
    setKeyboardTracking(false);
    setRange(1, int(milliseconds(std::chrono::hours(1)).count()));
}

void DurationBox::setDuration(async::Duration duration) {
    setValue(int(std::chrono::round<milliseconds>(duration).count()));
}

void DurationBox::stepBy(int steps) {
    qint64 next = value();
    for (int i = 0; i < std::abs(steps); ++i)
        next = neighbour(next, steps > 0);
    setValue(int(std::clamp<qint64>(next, minimum(), maximum())));
}

QString DurationBox::textFromValue(int value) const {
    return toQString(settings::durationText(milliseconds(value)));
}

int DurationBox::valueFromText(const QString& text) const {
    return int(std::clamp<qint64>(parse(text).value_or(value()), minimum(), maximum()));
}

QValidator::State DurationBox::validate(QString& text, int&) const {
    const auto parsed = parse(text);
    const bool inRange = parsed && *parsed >= minimum() && *parsed <= maximum();
    return inRange ? QValidator::Acceptable : QValidator::Intermediate;
}

} // namespace dyno::ui
