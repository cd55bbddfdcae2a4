#include "engine/sessions/stamps_codec.h"

#include "engine/telemetry/leb128.h"

#include <array>
#include <limits>

namespace dyno::sessions {

using calls::CallRecord;
using telemetry::appendSigned;
using telemetry::appendUnsigned;
using telemetry::Leb128Reader;

namespace {

// The text: which fields it has (one bit each), how the call was answered, then the fields in this order. The
// fields that most calls have come first, so that their bits fit into two bytes.

constexpr std::array<calls::TimePoint CallRecord::*, 13> stamps{
    &CallRecord::started,  &CallRecord::admitted, &CallRecord::cacheChecked, &CallRecord::batched,
    &CallRecord::acquired, &CallRecord::written,  &CallRecord::firstByte,    &CallRecord::lastByte,
    &CallRecord::decoded,  &CallRecord::resolved, &CallRecord::connected,    &CallRecord::secured,
    &CallRecord::taskEnded};
constexpr std::array<calls::Duration CallRecord::*, 3> lengths{&CallRecord::coldStart, &CallRecord::retried,
                                                               &CallRecord::saved};

constexpr std::uint64_t bit(std::size_t index) {
    return std::uint64_t{1} << index;
}
constexpr std::uint64_t missedCache = bit(stamps.size() + lengths.size());
constexpr std::uint64_t allBits = 2 * missedCache - 1;

/// About nine years: so that sums and differences of such times do not overflow.
constexpr std::int64_t mostNanoseconds = std::int64_t{1} << 58;

std::uint64_t fieldsOf(const CallRecord& record) {
    std::uint64_t fields = record.missedCache ? missedCache : 0;
    for (std::size_t i = 0; i < stamps.size(); ++i)
        if (record.*stamps[i] != calls::TimePoint())
            fields |= bit(i);
    for (std::size_t i = 0; i < lengths.size(); ++i)
        if (record.*lengths[i] != calls::Duration::zero())
            fields |= bit(stamps.size() + i);
    return fields;
}

Error badStamps() {
    return {ErrorKind::Protocol, "the stamps of a call are damaged"};
}

bool readStampTimes(Leb128Reader& reader, std::uint64_t fields, CallRecord& record) {
    std::int64_t offset = 0; // from the intended start
    for (std::size_t i = 0; i < stamps.size(); ++i) {
        if (!(fields & bit(i)))
            continue;
        const auto distance = reader.readSigned();
        if (!distance || *distance < -mostNanoseconds || *distance > mostNanoseconds)
            return false;
        offset += *distance;
        if (offset < -mostNanoseconds || offset > mostNanoseconds)
            return false;
        record.*stamps[i] = record.intended + calls::Duration(offset);
    }
    return true;
}

bool readLengths(Leb128Reader& reader, std::uint64_t fields, CallRecord& record) {
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (!(fields & bit(stamps.size() + i)))
            continue;
        const auto length = reader.readSigned();
        if (!length || *length < -mostNanoseconds || *length > mostNanoseconds)
            return false;
        record.*lengths[i] = calls::Duration(*length);
    }
    return true;
}

template<class Number>
bool readNumber(Leb128Reader& reader, Number& number) {
    const auto read = reader.readUnsigned();
    if (!read || *read > std::numeric_limits<Number>::max())
        return false;
    number = static_cast<Number>(*read);
    return true;
}

template<class Enumeration>
bool readEnumeration(Leb128Reader& reader, Enumeration last, Enumeration& value) {
    const auto read = reader.readUnsigned();
    if (!read || *read > static_cast<std::uint64_t>(last))
        return false;
    value = static_cast<Enumeration>(*read);
    return true;
}

} // namespace

std::string encodeStamps(const CallRecord& record) {
    std::string out;
    out.reserve(48);
    const std::uint64_t fields = fieldsOf(record);
    appendUnsigned(fields, out);
    appendUnsigned(static_cast<std::uint64_t>(record.answeredBy), out);
    appendUnsigned(static_cast<std::uint64_t>(record.refusal), out);
    calls::TimePoint before = record.intended;
    for (std::size_t i = 0; i < stamps.size(); ++i)
        if (fields & bit(i))
            appendSigned((record.*stamps[i] - std::exchange(before, record.*stamps[i])).count(), out);
    for (std::size_t i = 0; i < lengths.size(); ++i)
        if (fields & bit(stamps.size() + i))
            appendSigned((record.*lengths[i]).count(), out);
    for (const std::uint64_t number :
         {std::uint64_t{record.attempts}, std::uint64_t{record.batch}, std::uint64_t{record.taskPolls},
          record.bytesSent, record.bytesReceived})
        appendUnsigned(number, out);
    return out;
}

Result<void> readStamps(std::string_view text, CallRecord& record) {
    Leb128Reader reader(text);
    const auto fields = reader.readUnsigned();
    const bool good = fields && *fields <= allBits &&
                      readEnumeration(reader, calls::AnsweredBy::SharedFlight, record.answeredBy) &&
                      readEnumeration(reader, calls::Refusal::NoConnection, record.refusal) &&
                      readStampTimes(reader, *fields, record) && readLengths(reader, *fields, record) &&
                      readNumber(reader, record.attempts) && readNumber(reader, record.batch) &&
                      readNumber(reader, record.taskPolls) && readNumber(reader, record.bytesSent) &&
                      readNumber(reader, record.bytesReceived) && reader.atEnd();
    if (!good)
        return badStamps();
    record.missedCache = *fields & missedCache;
    return {};
}

} // namespace dyno::sessions
