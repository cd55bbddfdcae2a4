#include "app/cli/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dyno::app {

namespace {

namespace fs = std::filesystem;

Error cannotWrite(const std::string& file, int error) {
    return {ErrorKind::Io, fmt::format("{} cannot be written: {}", file, std::strerror(error))};
}

/// Of a new file, as others would make it.
mode_t usualMode() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

/// The file that a link leads to, so that the link stays.
std::string withoutLinks(const std::string& file) {
    std::error_code ec;
    const fs::path real = fs::is_symlink(file, ec) ? fs::weakly_canonical(file, ec) : fs::path(file);
    return ec || real.empty() ? file : real.string();
}

} // namespace

OutputFile::OutputFile(std::string file, int descriptor, std::string draft)
    : m_file(std::move(file))
    , m_descriptor(descriptor)
    , m_draft(std::move(draft)) {}

OutputFile::~OutputFile() {
    if (m_descriptor > STDERR_FILENO)
        ::close(m_descriptor);
    if (!m_draft.empty())
        ::unlink(m_draft.c_str());
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& name) {
    using Opened = std::unique_ptr<OutputFile>;
    if (name == "-")
        return Opened(new OutputFile("standard output", STDOUT_FILENO, {}));
    const std::string file = withoutLinks(name);
    struct stat before {};
    const bool exists = ::stat(file.c_str(), &before) == 0;
    if (exists && S_ISDIR(before.st_mode))
        return Error{ErrorKind::InvalidInput, fmt::format("{} is a folder; name a file in it", name)};
    if (exists && !S_ISREG(before.st_mode)) {
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor < 0)
            return cannotWrite(name, errno);
        return Opened(new OutputFile(name, descriptor, {}));
    }
    std::string draft = file + ".XXXXXX";
    const int descriptor = ::mkostemp(draft.data(), O_CLOEXEC);
    if (descriptor < 0)
        return cannotWrite(name, errno);
    Opened opened(new OutputFile(file, descriptor, draft));
    if (::fchmod(descriptor, exists ? before.st_mode & 07777 : usualMode()) != 0)
        return cannotWrite(name, errno);
    return opened;
}

bool OutputFile::write(std::string_view text) {
    while (!text.empty() && m_error == 0) {
        const ssize_t written = ::write(m_descriptor, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            m_error = errno;
    }
    return m_error == 0;
}

Error OutputFile::failure() const {
    return cannotWrite(m_file, m_error);
}

Result<void> OutputFile::commit() {
    if (m_error == EPIPE && m_draft.empty())
        return {};
    if (m_error == 0 && !m_draft.empty()) {
        // Before the name is taken: after a power cut the file is the old one or the new one.
        if (::fsync(m_descriptor) != 0 || ::rename(m_draft.c_str(), m_file.c_str()) != 0)
            m_error = errno;
        else
            m_draft.clear();
    }
    return m_error == 0 ? Result<void>() : failure();
}

} // namespace dyno::app
