#include "engine/settings/import/entry_picker.h"

#include "engine/settings/import/lenient_json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace dyno::settings {

namespace {

using nlohmann::json;

/// An object whose members are servers.
struct Section {
    EntryStyle style = EntryStyle::Common;
    std::string project;
};

/// Follows the parser. nlohmann's own filter would do the same, but takes quadratic time for a long list.
class Picker final : public json::json_sax_t {
public:
    bool null() override { return value(nullptr); }
    bool boolean(bool it) override { return value(it); }
    bool number_integer(number_integer_t it) override { return value(it); }
    bool number_unsigned(number_unsigned_t it) override { return value(it); }
    bool number_float(number_float_t it, const string_t&) override { return value(it); }
    bool string(string_t& it) override { return value(std::move(it)); }
    bool binary(binary_t&) override { return true; } // JSON text has none

    bool start_object(std::size_t) override {
        if (!open(json::object()))
            openSection();
        m_path.emplace_back();
        return true;
    }
    bool key(string_t& name) override {
        m_path.back() = std::move(name);
        return true;
    }
    bool end_object() override {
        m_path.pop_back();
        if (m_section && m_path.size() < m_sectionDepth)
            m_section.reset();
        return close();
    }
    bool start_array(std::size_t) override {
        open(json::array());
        m_path.emplace_back();
        return true;
    }
    bool end_array() override {
        m_path.pop_back();
        return close();
    }
    bool parse_error(std::size_t byte, const std::string&, const json::exception& error) override {
        m_errorByte = byte;
        m_errorText = error.what();
        return false;
    }

    Error error(std::string_view text) const { return syntaxError(text, m_errorByte, m_errorText); }
    bool foundSection() const { return m_foundSection; }
    PickedEntries take() { return std::move(m_picked); }

private:
    template<std::size_t N>
    bool isAt(const std::array<std::string_view, N>& path) const {
        return std::equal(m_path.begin(), m_path.end(), path.begin(), path.end());
    }

    std::optional<Section> sectionHere() const {
        if (isAt(std::array<std::string_view, 1>{"mcpServers"}))
            return Section{};
        if (isAt(std::array<std::string_view, 1>{"servers"}) ||
            isAt(std::array<std::string_view, 2>{"mcp", "servers"}))
            return Section{EntryStyle::VsCode, {}};
        if (isAt(std::array<std::string_view, 1>{"context_servers"}))
            return Section{EntryStyle::Zed, {}};
        if (m_path.size() == 3 && m_path[0] == "projects" && m_path[2] == "mcpServers")
            return Section{EntryStyle::Common, m_path[1]};
        return std::nullopt;
    }

    void openSection() {
        auto section = sectionHere();
        if (!section)
            return;
        m_section = std::move(section);
        m_sectionDepth = m_path.size() + 1;
        m_foundSection = true;
    }

    bool isInputs() const {
        return isAt(std::array<std::string_view, 1>{"inputs"}) ||
               isAt(std::array<std::string_view, 2>{"mcp", "inputs"});
    }

    /// Whether what begins here is kept: a member of a section, or the inputs.
    bool isWanted() const { return m_section ? m_path.size() == m_sectionDepth : isInputs(); }

    /// Puts a value into what is being kept; null when nothing is, and this begins nothing either.
    json* place(json&& it) {
        if (m_open.empty())
            return isWanted() ? &(m_kept = std::move(it)) : nullptr;
        json& parent = *m_open.back();
        if (parent.is_array())
            return &parent.emplace_back(std::move(it));
        return &(parent[m_path.back()] = std::move(it));
    }

    bool value(json it) {
        if (place(std::move(it)) && m_open.empty())
            deliver();
        return true;
    }

    bool open(json it) {
        json* placed = place(std::move(it));
        if (placed)
            m_open.push_back(placed);
        return placed != nullptr;
    }

    bool close() {
        if (m_open.empty())
            return true;
        m_open.pop_back();
        if (m_open.empty())
            deliver();
        return true;
    }

    void deliver() {
        if (m_section)
            m_picked.entries.push_back(
                {m_path.back(), m_section->style, m_section->project, std::move(m_kept)});
        else if (m_kept.is_array())
            m_picked.inputs = std::move(m_kept);
    }

    std::vector<std::string> m_path; ///< per open object or array: the key that was read last in it
    std::optional<Section> m_section;
    std::size_t m_sectionDepth = 0; ///< length of the path of its members
    bool m_foundSection = false;
    json m_kept;
    std::vector<json*> m_open; ///< containers of m_kept that are not closed yet, outermost first
    std::size_t m_errorByte = 0;
    std::string m_errorText;
    PickedEntries m_picked{{}, json::array()};
};

} // namespace

Result<PickedEntries> pickConfigEntries(const std::string& text) {
    const std::string strict = strictJson(text);
    Picker picker;
    if (!json::sax_parse(strict, &picker))
        return picker.error(strict);
    if (!picker.foundSection())
        return Error{ErrorKind::InvalidInput,
                     "has no servers: it has no \"mcpServers\", \"servers\" or \"context_servers\" object"};
    return picker.take();
}

} // namespace dyno::settings
