#include "engine/process/program_path.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace dyno::process {

namespace {

namespace fs = std::filesystem;

Error cannotStart(const std::string& program, std::string_view why) {
    return {ErrorKind::Spawn, fmt::format("cannot start \"{}\": {}", program, why)};
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::string searchPath(const settings::ServerConfig& config) {
    if (const auto own = config.environment.find("PATH"); own != config.environment.end())
        return own->second;
    const char* ours = std::getenv("PATH");
    return ours ? ours : "/usr/local/bin:/usr/bin:/bin";
}

Result<fs::path> checked(const std::string& program, const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return cannotStart(program, "it is a directory");
    if (!isFile(path))
        return cannotStart(program, "there is no such file; check the spelling and the working directory");
    if (::access(path.c_str(), X_OK) != 0)
        return cannotStart(program,
                           fmt::format("{} may not be executed; allow it with chmod +x", path.string()));
    return path;
}

Result<fs::path> findInPath(const std::string& program, const std::string& directories) {
    fs::path notExecutable;
    for (std::size_t begin = 0; begin <= directories.size();) {
        const std::size_t end = std::min(directories.find(':', begin), directories.size());
        const fs::path candidate = fs::absolute(fs::path(directories.substr(begin, end - begin)) / program);
        begin = end + 1;
        if (!isFile(candidate))
            continue;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
        notExecutable = candidate;
    }
    if (!notExecutable.empty())
        return checked(program, notExecutable);
    return cannotStart(program, "no program of that name is in PATH; install it or give its full path");
}

} // namespace

Result<fs::path> findProgram(const settings::ServerConfig& config) {
    const std::string& program = config.argv.front();
    if (program.empty())
        return cannotStart(program, "the name is empty");
    if (program.find('/') == std::string::npos)
        return findInPath(program, searchPath(config));
    const fs::path base = config.directory.empty() ? fs::current_path() : fs::absolute(config.directory);
    return checked(program, (base / program).lexically_normal());
}

} // namespace dyno::process
