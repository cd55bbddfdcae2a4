#include "engine/settings/command_line.h"

namespace dyno::settings {

namespace {

/// Reads words off a text, one character at a time.
class Splitter {
public:
    explicit Splitter(std::string_view text)
        : m_text(text) {}

    Result<std::vector<std::string>> split() {
        while (m_at < m_text.size())
            if (auto step = next(); step.has_error())
                return step.error();
        endWord();
        if (m_words.empty())
            return problem("the command is empty; give a program and its arguments");
        return std::move(m_words);
    }

private:
    static Error problem(std::string message) { return {ErrorKind::InvalidInput, std::move(message)}; }

    Result<void> next() {
        const char c = m_text[m_at++];
        if (c == ' ' || c == '\t' || c == '\n')
            return endWord(), Result<void>{};
        m_inWord = true; // also for "" and '', which are words of no characters
        if (c == '\'')
            return singleQuoted();
        if (c == '"')
            return doubleQuoted();
        if (c != '\\')
            return m_word += c, Result<void>{};
        if (m_at == m_text.size())
            return problem(
                "the command ends in a backslash; remove it or write the character that it should quote");
        m_word += m_text[m_at++];
        return {};
    }

    Result<void> singleQuoted() {
        const std::size_t end = m_text.find('\'', m_at);
        if (end == std::string_view::npos)
            return problem("the command has a single quote (') that is never closed");
        m_word += m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        return {};
    }

    Result<void> doubleQuoted() {
        constexpr std::string_view quotable = "\"\\$`";
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return {};
            if (c == '\\' && m_at < m_text.size() && quotable.find(m_text[m_at]) != std::string_view::npos)
                m_word += m_text[m_at++];
            else
                m_word += c;
        }
        return problem("the command has a double quote (\") that is never closed");
    }

    void endWord() {
        if (m_inWord)
            m_words.push_back(std::exchange(m_word, {}));
        m_inWord = false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_word;
    bool m_inWord = false;
    std::vector<std::string> m_words;
};

bool isPlain(char c) {
    constexpr std::string_view plain = "-_./:=@%+,";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           plain.find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
    bool plain = !word.empty();
    for (const char c : word)
        plain = plain && isPlain(c);
    if (plain)
        return word;
    std::string result = "'";
    for (const char c : word)
        c == '\'' ? result += "'\\''" : result += c;
    return result + "'";
}

} // namespace

Result<std::vector<std::string>> splitCommandLine(std::string_view text) {
    return Splitter(text).split();
}

std::string joinCommandLine(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words)
        line += (line.empty() ? "" : " ") + quoted(word);
    return line;
}

} // namespace dyno::settings
