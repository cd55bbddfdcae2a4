#include "ui/json_text.h"

#include "ui/format.h"

#include <nlohmann/json.hpp>

#include <string>

namespace dyno::ui {
namespace {

constexpr int step = 2;
constexpr std::string_view blanks = " \t\r\n";

class Indenter {
public:
    Indenter(std::string_view text, int indent)
        : m_text(text)
        , m_indent(indent) {}

    std::string run() {
        while ((m_at = m_text.find_first_not_of(blanks, m_at)) != m_text.npos)
            take(m_text[m_at]);
        return std::move(m_out);
    }

private:
    void take(char c) {
        switch (c) {
        case '"':
            return takeString();
        case '{':
        case '[':
            return open(c);
        case '}':
        case ']':
            return close(c);
        case ',':
            m_out += c;
            return breakLine();
        case ':':
            m_out += ": ";
            break;
        default:
            m_out += c;
        }
        ++m_at;
    }

    void takeString() {
        std::size_t end = m_at + 1;
        while (end < m_text.size() && m_text[end] != '"')
            end += m_text[end] == '\\' ? 2 : 1;
        end = std::min(end + 1, m_text.size());
        m_out += m_text.substr(m_at, end - m_at);
        m_at = end;
    }

    // Empty ones stay on their line.
    void open(char c) {
        const std::size_t next = m_text.find_first_not_of(blanks, m_at + 1);
        if (next != m_text.npos && (m_text[next] == '}' || m_text[next] == ']')) {
            m_out += {c, m_text[next]};
            m_at = next + 1;
            return;
        }
        m_out += c;
        m_indent += step;
        breakLine();
    }

    void close(char c) {
        m_indent = std::max(m_indent - step, 0);
        breakLine();
        m_out += c;
    }

    void breakLine() {
        m_out += '\n';
        m_out.append(std::size_t(m_indent), ' ');
        ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_indent;
    std::string m_out;
};

} // namespace

QString indentedJson(std::string_view text, int indent) {
    const std::size_t begin = text.find_first_not_of(blanks);
    const bool structured = begin != text.npos && (text[begin] == '{' || text[begin] == '[');
    return toQString(structured ? Indenter(text, indent).run() : std::string(text));
}

QString quotedJson(std::string_view text) {
    using nlohmann::json;
    return toQString(json(std::string(text)).dump(-1, ' ', false, json::error_handler_t::replace));
}

bool isJson(std::string_view text) {
    return nlohmann::json::accept(text);
}

} // namespace dyno::ui
