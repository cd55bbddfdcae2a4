#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dyno::process {

/// The last bytes that a server wrote to stderr. Text there is no error in itself.
class StderrTail {
public:
    static constexpr std::size_t maxBytes = 64 * 1024;

    void append(std::string_view bytes) {
        m_text += bytes;
        if (m_text.size() > maxBytes)
            m_text.erase(0, m_text.size() - maxBytes);
    }

    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace dyno::process
