#include "engine/sessions/stamps_codec.h"
#include "printing.h"
#include "tests/support/made_up_calls.h"
#include "tests/support/random_seed.h"

using namespace dyno;
using calls::CallRecord;

namespace {

CallRecord randomRecord(std::mt19937_64& random) {
    const auto upTo = [&](std::uint64_t most) {
        return std::uniform_int_distribution<std::uint64_t>(0, most)(random);
    };
    const auto length = [&] {
        return async::Duration(static_cast<std::int64_t>(upTo(std::uint64_t{1} << upTo(50))));
    };
    CallRecord record;
    record.intended = async::TimePoint(length() + async::Duration(1));
    for (auto stamp :
         {&CallRecord::started, &CallRecord::admitted, &CallRecord::cacheChecked, &CallRecord::batched,
          &CallRecord::acquired, &CallRecord::resolved, &CallRecord::connected, &CallRecord::secured,
          &CallRecord::written, &CallRecord::firstByte, &CallRecord::lastByte, &CallRecord::decoded,
          &CallRecord::taskEnded})
        if (upTo(1))
            record.*stamp = record.intended + length() -
                            (upTo(9) ? async::Duration() : record.intended.time_since_epoch() / 2);
    for (auto part : {&CallRecord::coldStart, &CallRecord::retried, &CallRecord::saved})
        if (upTo(1))
            record.*part = length();
    record.done = record.intended + length();
    record.answeredBy = static_cast<calls::AnsweredBy>(upTo(3));
    record.refusal = static_cast<calls::Refusal>(upTo(4));
    record.missedCache = upTo(1);
    record.attempts = static_cast<std::uint16_t>(upTo(65535));
    record.batch = static_cast<std::uint16_t>(upTo(65535));
    record.taskPolls = static_cast<std::uint32_t>(upTo(UINT32_MAX));
    record.bytesSent = upTo(UINT64_MAX);
    record.bytesReceived = upTo(1000);
    return record;
}

/// What the text leaves out is in other columns.
CallRecord beside(const CallRecord& record) {
    CallRecord known;
    known.intended = record.intended;
    known.done = record.done;
    return known;
}

bool equal(const CallRecord& a, const CallRecord& b) {
    const auto tied = [](const CallRecord& r) {
        return std::tuple(r.started, r.admitted, r.cacheChecked, r.batched, r.acquired, r.resolved,
                          r.connected, r.secured, r.written, r.firstByte, r.lastByte, r.decoded, r.taskEnded,
                          r.done, r.coldStart, r.retried, r.saved, r.answeredBy, r.refusal, r.missedCache,
                          r.attempts, r.batch, r.taskPolls, r.bytesSent, r.bytesReceived);
    };
    return tied(a) == tied(b);
}

} // namespace

class TestStampsCodec : public QObject {
    Q_OBJECT

private slots:
    void readsWhatWasWritten();
    void usualCallTakesThirtyFiveBytes();
    void cutOffTextIsRefused();
    void anyBytesAreReadOrRefused();
};

void TestStampsCodec::readsWhatWasWritten() {
    const std::uint64_t seed = test::randomSeed();
    for (std::uint64_t n = 0; n < 10'000; ++n) {
        std::mt19937_64 random(seed + n);
        const CallRecord record = randomRecord(random);
        CallRecord read = beside(record);
        const auto result = sessions::readStamps(sessions::encodeStamps(record), read);
        QVERIFY2(result.has_value() && equal(read, record),
                 qPrintable(QStringLiteral("DYNO_SEED=%1").arg(seed + n)));
    }
}

void TestStampsCodec::usualCallTakesThirtyFiveBytes() {
    std::size_t bytes = 0;
    for (std::uint32_t n = 0; n < 1000; ++n)
        bytes += sessions::encodeStamps(test::madeUpCall(n, std::chrono::hours(1)).record).size();
    QVERIFY2(bytes <= 35 * 1000, qPrintable(QString::number(bytes)));
}

void TestStampsCodec::cutOffTextIsRefused() {
    const CallRecord record = test::madeUpCall(7, std::chrono::seconds(3)).record;
    const std::string text = sessions::encodeStamps(record);
    for (std::size_t length = 0; length < text.size(); ++length) {
        CallRecord read = beside(record);
        const auto result = sessions::readStamps(text.substr(0, length), read);
        QVERIFY(result.has_error());
        QCOMPARE(result.error().kind, ErrorKind::Protocol);
    }
    CallRecord read = beside(record);
    QVERIFY(sessions::readStamps(text + "x", read).has_error());
}

void TestStampsCodec::anyBytesAreReadOrRefused() {
    const std::uint64_t seed = test::randomSeed();
    std::size_t refused = 0;
    for (std::uint64_t n = 0; n < 10'000; ++n) {
        std::mt19937_64 random(seed + n);
        std::string text(std::uniform_int_distribution<std::size_t>(0, 60)(random), '\0');
        for (char& byte : text)
            byte = static_cast<char>(random());
        CallRecord read = beside(randomRecord(random));
        if (sessions::readStamps(text, read).has_error()) {
            ++refused;
            continue;
        }
        for (const auto& length : calls::phases(read)) // must not run over
            QVERIFY2(!length || *length >= async::Duration::zero(),
                     qPrintable(QStringLiteral("DYNO_SEED=%1").arg(seed + n)));
    }
    QVERIFY(refused > 9000);
}

QTEST_APPLESS_MAIN(TestStampsCodec)
#include "tst_stamps_codec.moc"
