#include "engine/reports/shown_text.h"

#include "engine/jsonrpc/utf8.h"

namespace dyno::reports {

namespace {

/// Bytes of the character that begins so, in well-formed UTF-8.
std::size_t lengthOf(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// C0, DEL, C1, the separators of lines and paragraphs, and what changes the direction of a text.
bool isControl(std::string_view character) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 1)
        return at(0) < 0x20 || at(0) == 0x7F;
    if (character.size() == 2)
        return at(0) == 0xC2 && at(1) < 0xA0;
    if (character.size() != 3 || at(0) != 0xE2)
        return false;
    const bool separator = at(1) == 0x80 && (at(2) == 0xA8 || at(2) == 0xA9);
    const bool embedding = at(1) == 0x80 && at(2) >= 0xAA && at(2) <= 0xAE;
    const bool isolate = at(1) == 0x81 && at(2) >= 0xA6 && at(2) <= 0xA9;
    return separator || embedding || isolate;
}

} // namespace

std::string shownText(std::string_view text, std::size_t mostCharacters) {
    // No more than four bytes make a character, so what is beyond cannot be shown.
    const std::string valid = jsonrpc::repairUtf8(text.substr(0, 4 * (mostCharacters + 1)));
    std::string shown;
    std::size_t characters = 0, lastBegin = 0;
    for (std::size_t at = 0; at < valid.size(); ++characters) {
        const std::string_view character = std::string_view(valid).substr(at, lengthOf(valid[at]));
        if (characters == mostCharacters) {
            shown.resize(lastBegin);
            return shown + "…";
        }
        lastBegin = shown.size();
        shown += isControl(character) ? " " : character;
        at += character.size();
    }
    return shown;
}

} // namespace dyno::reports
