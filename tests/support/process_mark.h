#pragma once

#include <QUuid>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace dyno::test {

inline std::string readFile(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// Finds every process that was started with it, whoever its parent is: a variable in the environment that
/// all descendants inherit. A zombie has no environment and is not found.
class Mark {
public:
    static constexpr auto variable = "DYNO_TEST_MARK";

    /// Into a server's configuration.
    void putInto(auto& config) const { config.environment[variable] = m_value; }
    const std::string& value() const { return m_value; }

    std::vector<int> processes() const {
        const std::string wanted = std::string(variable) + "=" + m_value;
        std::vector<int> found;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
            const std::string name = entry.path().filename();
            if (name.find_first_not_of("0123456789") == std::string::npos &&
                readFile(entry.path() / "environ").find(wanted) != std::string::npos)
                found.push_back(std::stoi(name));
        }
        return found;
    }

private:
    std::string m_value = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
};

/// Children of this program that have ended and were not waited for.
inline int zombieChildren() {
    int zombies = 0;
    std::error_code ignored;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
        std::istringstream children(readFile(task.path() / "children"));
        for (int child = 0; children >> child;) {
            const std::string stat = readFile("/proc/" + std::to_string(child) + "/stat");
            zombies += stat.find(") Z ") != std::string::npos ? 1 : 0;
        }
    }
    return zombies;
}

} // namespace dyno::test
