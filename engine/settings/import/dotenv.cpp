#include "engine/settings/import/dotenv.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::settings {

namespace {

using Variables = std::map<std::string, std::string>;

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

class DotenvReader {
public:
    explicit DotenvReader(std::string_view text)
        : m_text(text) {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            m_text.remove_prefix(3);
    }

    Result<Variables> read() {
        for (skipBlankLines(); !atEnd(); skipBlankLines())
            if (auto line = readVariable(); line.has_error())
                return line.error();
        return std::move(m_variables);
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char here() const { return atEnd() ? '\n' : m_text[m_at]; }

    Error problem(std::size_t at, std::string_view what) const {
        const auto line =
            std::count(m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        return {ErrorKind::InvalidInput, fmt::format("line {}: {}", line, what)};
    }

    void skipBlanks() {
        while (here() == ' ' || here() == '\t')
            ++m_at;
    }

    void skipLine() { m_at = std::min(m_text.find('\n', m_at), m_text.size()); }

    void skipBlankLines() {
        for (; !atEnd(); ++m_at) {
            if (here() == '#')
                skipLine();
            if (std::string_view(" \t\r\n").find(here()) == std::string_view::npos)
                return;
        }
    }

    std::string_view readName() {
        const std::size_t begin = m_at;
        while (!atEnd() && isNameCharacter(here()))
            ++m_at;
        const std::string_view name = m_text.substr(begin, m_at - begin);
        skipBlanks();
        return name;
    }

    Result<void> readVariable() {
        const std::size_t begin = m_at;
        std::string_view name = readName();
        if (name == "export" && here() != '=')
            name = readName();
        if (name.empty() || here() != '=')
            return problem(begin, "this is not of the form NAME=VALUE");
        ++m_at;
        skipBlanks();
        auto value = here() == '"' || here() == '\'' ? quotedValue(here()) : plainValue();
        if (value.has_error())
            return value.error();
        m_variables[std::string(name)] = *value;
        return {};
    }

    Result<std::string> plainValue() {
        const std::size_t begin = m_at;
        skipLine();
        std::string_view value = m_text.substr(begin, m_at - begin);
        for (std::size_t mark = value.find('#'); mark != std::string_view::npos;
             mark = value.find('#', mark + 1))
            if (mark == 0 || value[mark - 1] == ' ' || value[mark - 1] == '\t')
                value = value.substr(0, mark);
        return std::string(value.substr(0, value.find_last_not_of(" \t\r") + 1));
    }

    Result<std::string> quotedValue(char quote) {
        const std::size_t begin = m_at++;
        std::string value;
        for (; !atEnd() && here() != quote; ++m_at)
            value += here() == '\\' && quote == '"' ? escaped() : here();
        if (atEnd())
            return problem(begin, fmt::format("a quote ({}) is never closed", quote));
        ++m_at;
        skipBlanks();
        if (here() != '\n' && here() != '\r' && here() != '#')
            return problem(m_at, "there is more after the closing quote");
        skipLine();
        return value;
    }

    /// Leaves the place at the last character of the escape. One that nobody knows stays as it is.
    char escaped() {
        const char next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\\';
        if (std::string_view("nrt\"\\$").find(next) == std::string_view::npos)
            return '\\';
        ++m_at;
        return next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Variables m_variables;
};

} // namespace

Result<Variables> parseDotenv(std::string_view text) {
    return DotenvReader(text).read();
}

} // namespace dyno::settings
