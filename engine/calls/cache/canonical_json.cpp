#include "engine/calls/cache/canonical_json.h"

#include "engine/calls/cache/canonical_number.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace dyno::calls {

namespace {

using nlohmann::json;

constexpr std::size_t maxNesting = 512; // as in a message

/// Follows the parser and writes what it says. The members of an object are put in order when it ends.
class Canonicalizer final : public json::json_sax_t {
public:
    bool null() override { return plain("null"); }
    bool boolean(bool it) override { return plain(it ? "true" : "false"); }
    bool number_integer(number_integer_t it) override { return number(integerText(it)); }
    bool number_unsigned(number_unsigned_t it) override { return number(integerText(it)); }
    bool number_float(number_float_t, const string_t& spelling) override { return number(spelling); }
    bool string(string_t& it) override {
        separate();
        quote(it);
        return true;
    }
    bool binary(binary_t&) override { return false; } // JSON text has none

    bool start_object(std::size_t) override {
        m_firstMembers.push_back(m_members.size());
        return open('{');
    }
    bool key(string_t& name) override {
        endMember();
        if (m_text.back() != '{')
            m_text += ',';
        const std::size_t begin = m_text.size();
        quote(name);
        m_members.push_back({begin, m_text.size() - begin, 0});
        m_text += ':';
        return true;
    }
    bool end_object() override {
        endMember();
        const bool unique = sortMembers();
        m_members.resize(m_firstMembers.back());
        m_firstMembers.pop_back();
        return close('}') && unique;
    }
    bool start_array(std::size_t) override { return open('['); }
    bool end_array() override { return close(']'); }
    bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

    std::string take() { return std::move(m_text); }

private:
    /// "name":value, somewhere in the text.
    struct Member {
        std::size_t begin;
        std::size_t nameLength;
        std::size_t end;
    };

    template<class Integer>
    static std::string integerText(Integer it) {
        return fmt::format_int(it).str();
    }

    /// Before an element of a list; what stands before anything else needs no comma.
    void separate() {
        if (!m_text.empty() && m_text.back() != '[' && m_text.back() != ':')
            m_text += ',';
    }
    bool plain(std::string_view it) {
        separate();
        m_text += it;
        return true;
    }
    bool number(std::string_view spelling) {
        separate();
        return appendCanonicalNumber(m_text, spelling);
    }
    bool open(char bracket) {
        separate();
        m_text += bracket;
        return ++m_depth <= maxNesting;
    }
    bool close(char bracket) {
        m_text += bracket;
        --m_depth;
        return true;
    }

    void quote(std::string_view it) {
        m_text += '"';
        for (const char c : it) {
            if (static_cast<unsigned char>(c) < 0x20) {
                fmt::format_to(std::back_inserter(m_text), "\\u{:04x}", static_cast<unsigned>(c));
                continue;
            }
            if (c == '"' || c == '\\')
                m_text += '\\';
            m_text += c;
        }
        m_text += '"';
    }

    void endMember() {
        if (m_members.size() > m_firstMembers.back())
            m_members.back().end = m_text.size();
    }

    std::string_view nameOf(const Member& member) const {
        return std::string_view(m_text).substr(member.begin, member.nameLength);
    }

    /// Whether all names of the object that ends here differ.
    bool sortMembers() {
        const auto first = m_members.begin() + static_cast<std::ptrdiff_t>(m_firstMembers.back());
        const auto before = [this](const Member& a, const Member& b) { return nameOf(a) < nameOf(b); };
        const auto same = [this](const Member& a, const Member& b) { return nameOf(a) == nameOf(b); };
        if (!std::is_sorted(first, m_members.end(), before)) {
            const std::size_t begin = first->begin;
            std::sort(first, m_members.end(), before);
            rewriteFrom(begin);
        }
        return std::adjacent_find(first, m_members.end(), same) == m_members.end();
    }

    /// Lays the members of the innermost object out anew, in their order.
    void rewriteFrom(std::size_t begin) {
        std::string sorted;
        sorted.reserve(m_text.size() - begin);
        for (std::size_t i = m_firstMembers.back(); i < m_members.size(); ++i) {
            Member& member = m_members[i];
            if (!sorted.empty())
                sorted += ',';
            const std::size_t moved = begin + sorted.size();
            sorted.append(m_text, member.begin, member.end - member.begin);
            member.end += moved - member.begin;
            member.begin = moved;
        }
        m_text.replace(begin, std::string::npos, sorted);
    }

    std::string m_text;
    std::size_t m_depth = 0;
    std::vector<Member> m_members;           ///< of all objects that are open
    std::vector<std::size_t> m_firstMembers; ///< where in them each begins
};

} // namespace

std::optional<std::string> canonicalJson(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) // for the parser the text would end there
        return std::nullopt;
    Canonicalizer canonicalizer;
    if (!json::sax_parse(text, &canonicalizer))
        return std::nullopt;
    return canonicalizer.take();
}

} // namespace dyno::calls
