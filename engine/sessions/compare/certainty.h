#pragma once

namespace dyno::sessions {

/// How sure an interval is to be: `alpha` is the chance that it misses what it is about, 0 … 1, both ends
/// together.
class Certainty {
public:
    explicit Certainty(double alpha);

    double alpha() const { return m_alpha; }
    /// So many standard deviations to each side, where the deviation is known.
    double normal() const { return m_normal; }
    /// The same where it was estimated with so many degrees of freedom (Student's t).
    double student(double freedom) const;

private:
    double m_alpha;
    double m_normal;
};

} // namespace dyno::sessions
