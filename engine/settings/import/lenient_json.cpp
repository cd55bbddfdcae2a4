#include "engine/settings/import/lenient_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::settings {

namespace {

/// Walks over a text once and blanks what does not belong into it.
class Filter {
public:
    explicit Filter(std::string text)
        : m_text(std::move(text)) {}

    std::string run() {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            blank(0, 3);
        while (m_at < m_text.size())
            step();
        return std::move(m_text);
    }

private:
    void step() {
        const char c = m_text[m_at];
        if (c == '"')
            return skipString();
        if (m_text.compare(m_at, 2, "//") == 0)
            return blankUntil(std::min(m_text.find('\n', m_at), m_text.size()));
        if (m_text.compare(m_at, 2, "/*") == 0)
            return blankComment();
        if (c == ',')
            m_comma = isValueEnd(m_last) ? m_at : none;
        else if (c == '}' || c == ']')
            closeAfterComma();
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            m_last = c;
        ++m_at;
    }

    /// The comma after nothing, as in `[,]`, stays: it is an error to everybody.
    static bool isValueEnd(char c) { return c != '\0' && c != '{' && c != '[' && c != ',' && c != ':'; }

    void skipString() {
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at)
            if (m_text[m_at] == '\\')
                ++m_at;
        m_at = std::min(m_at + 1, m_text.size());
        m_last = '"';
    }

    void blankComment() {
        const std::size_t end = m_text.find("*/", m_at + 2);
        if (end != std::string::npos)
            return blankUntil(end + 2);
        ++m_at; // an open comment is left for the parser to complain of, where it begins
        m_last = '/';
    }

    void closeAfterComma() {
        if (m_last == ',' && m_comma != none)
            m_text[m_comma] = ' ';
    }

    void blankUntil(std::size_t end) {
        blank(m_at, end);
        m_at = end;
    }

    void blank(std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            if (m_text[i] != '\n')
                m_text[i] = ' ';
    }

    static constexpr std::size_t none = std::string::npos;
    std::string m_text;
    std::size_t m_at = 0;
    std::size_t m_comma = none; ///< the comma read last, if it came after a value
    char m_last = '\0';         ///< the last character that was no blank
};

std::string position(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t lineStart = before.rfind('\n') + 1; // npos + 1 is 0
    const std::string_view line = before.substr(lineStart);
    const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return fmt::format("line {}, column {}", std::count(before.begin(), before.end(), '\n') + 1,
                       std::count_if(line.begin(), line.end(), isFirstByte) + 1);
}

/// nlohmann's words without its prefix and without the offending text, of which a part may be a secret.
std::string_view reason(std::string_view what) {
    if (const std::size_t column = what.find(", column "); column != std::string_view::npos)
        what = what.substr(std::min(what.find(": ", column), what.size() - 2) + 2);
    return what.substr(0, what.find("; last read: "));
}

} // namespace

std::string strictJson(std::string text) {
    return Filter(std::move(text)).run();
}

Result<nlohmann::json> parseLenientJson(std::string text) {
    const std::string strict = strictJson(std::move(text));
    try {
        return {boost::system::in_place_value, nlohmann::json::parse(strict)};
    } catch (const nlohmann::json::parse_error& error) {
        return syntaxError(strict, error.byte, error.what());
    }
}

Error syntaxError(std::string_view text, std::size_t byte, std::string_view what) {
    return {ErrorKind::InvalidInput,
            fmt::format("is not valid JSON: {}: {}", position(text, byte == 0 ? 0 : byte - 1), reason(what))};
}

} // namespace dyno::settings
