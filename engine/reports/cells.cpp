#include "engine/reports/cells.h"

#include "engine/jsonrpc/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dyno::reports {

namespace {

bool looksLikeAFormula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

/// In quotes always: so nothing depends on what the reader takes for a separator.
std::string csvText(std::string_view text) {
    std::string cell = looksLikeAFormula(text) ? "\"'" : "\"";
    for (const char c : jsonrpc::repairUtf8(text)) {
        if (c == '\0')
            cell += "\xEF\xBF\xBD";
        else
            cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return cell + '"';
}

} // namespace

Cell numberCell(std::string_view name, std::uint64_t number) {
    return {name, fmt::to_string(number), Cell::Kind::Number};
}

Cell fractionCell(std::string_view name, double number) {
    return {name, fmt::format("{:.3f}", number), Cell::Kind::Number};
}

Cell textCell(std::string_view name, std::string_view text) {
    return {name, std::string(text), Cell::Kind::Text};
}

std::string csvHeading(const Cells& cells) {
    std::string row;
    for (const Cell& cell : cells)
        row.append(row.empty() ? "" : ",").append(cell.name);
    return row + "\r\n";
}

std::string csvRow(const Cells& cells) {
    std::string row;
    for (const Cell& cell : cells) {
        if (&cell != &cells.front())
            row += ',';
        row += cell.kind == Cell::Kind::Text ? csvText(cell.text) : cell.text;
    }
    return row + "\r\n";
}

std::string jsonLine(const Cells& cells) {
    std::string line;
    for (const Cell& cell : cells) {
        line.append(line.empty() ? "{" : ",").append("\"").append(cell.name).append("\":");
        line += cell.kind == Cell::Kind::Nothing ? "null"
                : cell.kind == Cell::Kind::Text  ? jsonText(cell.text)
                                                 : cell.text;
    }
    return line + "}\n";
}

std::string jsonText(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace dyno::reports
