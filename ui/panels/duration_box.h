#pragma once

#include "engine/async/clock.h"

#include <QSpinBox>

namespace dyno::ui {

/// A spin box of milliseconds that reads and writes lengths of time as people do: "250 ms", "30 s", "2 min".
/// A step goes along 1, 2, 5, 10, 20, 50 …
class DurationBox : public QSpinBox {
    Q_OBJECT

public:
    explicit DurationBox(QWidget* parent);

    async::Duration duration() const { return std::chrono::milliseconds(value()); }
    void setDuration(async::Duration duration);

    void stepBy(int steps) override;

protected:
    QString textFromValue(int value) const override;
    int valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& at) const override;
};

} // namespace dyno::ui
