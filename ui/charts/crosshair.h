#pragma once

#include <QObject>

#include <optional>

namespace dyno::ui {

/// The moment under the pointer, shared by all charts: seconds before now (negative), or none.
class Crosshair : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    std::optional<double> moment() const { return m_moment; }

    void setMoment(std::optional<double> moment) {
        if (moment == m_moment)
            return;
        m_moment = moment;
        Q_EMIT changed();
    }

Q_SIGNALS:
    void changed();

private:
    std::optional<double> m_moment;
};

} // namespace dyno::ui
