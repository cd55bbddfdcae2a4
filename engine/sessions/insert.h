#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

namespace dyno::sessions {

/// Bytes that are no text.
struct Blob {
    const std::string& bytes;
};

/// A statement that is kept prepared and run again and again, with the values in the order of its question
/// marks. Throws SQLite::Exception.
class Insert {
public:
    Insert(SQLite::Database& database, const char* sql)
        : m_statement(database, sql) {}

    template<class... Values>
    void operator()(const Values&... values) {
        m_statement.tryReset(); // it may have failed the last time
        int index = 0;
        (bind(++index, values), ...);
        m_statement.exec();
        m_statement.tryReset();
    }

private:
    template<std::integral Number>
    void bind(int index, Number number) {
        m_statement.bind(index, static_cast<std::int64_t>(number));
    }
    void bind(int index, double number) { m_statement.bind(index, number); }
    void bind(int index, const std::string& text) { m_statement.bindNoCopy(index, text); }
    void bind(int index, Blob blob) {
        m_statement.bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
    }
    template<class Value>
    void bind(int index, const std::optional<Value>& value) {
        if (value)
            bind(index, *value);
        else
            m_statement.bind(index);
    }

    SQLite::Statement m_statement;
};

} // namespace dyno::sessions
