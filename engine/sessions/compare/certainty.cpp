#include "engine/sessions/compare/certainty.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace dyno::sessions {

Certainty::Certainty(double alpha)
    : m_alpha(alpha)
    , m_normal(quantile(complement(boost::math::normal_distribution<double>(), alpha / 2))) {}

double Certainty::student(double freedom) const {
    return quantile(complement(boost::math::students_t_distribution<double>(freedom), m_alpha / 2));
}

} // namespace dyno::sessions
