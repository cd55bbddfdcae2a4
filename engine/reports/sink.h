#pragma once

#include "engine/reports/export.h"

namespace dyno::reports {

/// Io when the sink refuses.
[[nodiscard]] Result<void> put(const Sink& sink, std::string_view text);

/// Gathers small pieces for a sink. Once the sink has refused, nothing more is given to it.
class BufferedSink {
public:
    explicit BufferedSink(const Sink& sink)
        : m_sink(sink) {}

    /// False once the sink has refused.
    bool write(std::string_view text);
    /// Hands over what is left. Io when the sink has refused anything.
    [[nodiscard]] Result<void> finish();

private:
    const Sink& m_sink;
    std::string m_pending;
    bool m_refused = false;
};

} // namespace dyno::reports
