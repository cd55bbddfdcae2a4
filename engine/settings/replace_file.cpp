#include "engine/settings/replace_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace dyno::settings {

namespace {

namespace fs = std::filesystem;

Error cannotWrite(const fs::path& file, int error) {
    return {ErrorKind::Io, fmt::format("{}: cannot be written: {}", file.string(), std::strerror(error))};
}

bool writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

} // namespace

Result<void> replaceFile(const fs::path& file, std::string_view text, mode_t mode) {
    std::error_code ec;
    fs::create_directories(file.parent_path(), ec);
    std::string draft = file.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(draft.data()); // with mode 0600
    if (descriptor < 0)
        return cannotWrite(file, errno);
    const bool written = ::fchmod(descriptor, mode) == 0 && writeAll(descriptor, text);
    const int error = errno;
    ::close(descriptor);
    if (written && ::rename(draft.c_str(), file.c_str()) == 0)
        return {};
    const int cause = written ? errno : error;
    ::unlink(draft.c_str());
    return cannotWrite(file, cause);
}

} // namespace dyno::settings
