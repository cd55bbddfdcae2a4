#pragma once

#include <string>
#include <string_view>

namespace dyno::sessions {

/// Names one writer of this process, and no other for as long as the machine runs: `meta.writer` of the file
/// that it writes. Of any thread.
class WriterMark {
public:
    WriterMark();
    /// The writer is no longer there, though its process may be.
    ~WriterMark();
    WriterMark(const WriterMark&) = delete;
    WriterMark& operator=(const WriterMark&) = delete;

    const std::string& text() const { return m_text; }

private:
    const std::string m_text;
};

/// Whether the writer of that mark is there; of another process, whether that lives, as far as can be seen
/// from here.
bool isWriterAlive(std::string_view mark);

} // namespace dyno::sessions
