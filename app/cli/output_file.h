#pragma once

#include "engine/error.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dyno::app {

/// A file that is there as a whole or not at all: it is written under another name beside its own, which it
/// takes at the end. What is no ordinary file, such as a pipe, is written to directly.
class OutputFile {
public:
    /// Where it is written to: a file, or "-" for standard output. InvalidInput for a folder; Io says why it
    /// cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>> open(const std::string& file);
    /// Removes what was not committed.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// False when it cannot be written, such as on a full disk; commit() says why.
    bool write(std::string_view text);
    /// Nothing more is written. A reader of a pipe who went away is no failure.
    [[nodiscard]] Result<void> commit();
    /// What of it cannot be written, and why.
    Error failure() const;
    bool failed() const { return m_error != 0; }

private:
    OutputFile(std::string file, int descriptor, std::string draft);

    const std::string m_file;
    int m_descriptor;
    std::string m_draft; ///< empty: it is written directly, or has been removed
    int m_error = 0;     ///< of the system
};

} // namespace dyno::app
