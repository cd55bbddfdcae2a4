#include "engine/settings/import/text_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace dyno::settings {

namespace {

constexpr std::size_t mostBytes = std::size_t{64} << 20;

Error invalid(const std::filesystem::path& file, std::string_view what) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", file.string(), what)};
}

} // namespace

Result<std::string> readTextFile(const std::filesystem::path& file) {
    std::error_code ignored; // a path that cannot be looked at cannot be read either, which says why
    if (std::filesystem::is_directory(file, ignored))
        return invalid(file, "is a directory; give the file in it");
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return invalid(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    std::string text;
    std::array<char, 65536> piece;
    while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > mostBytes)
            return invalid(file, "is larger than 64 MiB");
    }
    return text;
}

} // namespace dyno::settings
