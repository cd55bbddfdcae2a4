#include "engine/calls/cache/cache.h"
#include "printing.h"

#include <list>
#include <random>

using dyno::ServerId;
using dyno::async::TimePoint;
using dyno::calls::Cache;
using dyno::calls::CacheKey;
using dyno::calls::Generations;
using dyno::calls::ResultPtr;
using dyno::settings::CacheTuning;
using namespace std::chrono_literals;

namespace {

CacheTuning bounds(int entries, std::uint64_t bytes = 1'000'000,
                   std::chrono::seconds timeToLive = std::chrono::seconds(60)) {
    CacheTuning result;
    result.entries = entries;
    result.bytes = bytes;
    result.timeToLive = timeToLive;
    return result;
}

TimePoint at(std::chrono::seconds time) {
    return TimePoint(time);
}

Cache::Answer answer(int value, std::uint64_t bytes = 10) {
    return {std::make_shared<const nlohmann::json>(value), bytes, std::chrono::milliseconds(value)};
}

CacheKey echo(std::string_view arguments) {
    return {1, "echo", arguments};
}

void keep(Cache& cache, const CacheKey& key, const Cache::Answer& answer, const CacheTuning& bounds,
          TimePoint now) {
    cache.keep(key, cache.generation(key), answer, bounds, now);
}

dyno::telemetry::CacheStatus status(const Cache& cache) {
    dyno::telemetry::CacheStatus result;
    cache.describe(result);
    return result;
}

/// What a cache must do, in the plainest way: one list, the longest unused first.
class Reference {
public:
    struct Entry {
        ServerId server;
        std::string tool;
        std::string arguments;
        int value;
        std::uint64_t bytes;
        TimePoint stored;
    };

    std::optional<int> find(const CacheKey& key, const CacheTuning& bounds, TimePoint now) {
        trim(bounds, now);
        const auto found = locate(key);
        if (found == m_entries.end())
            return std::nullopt;
        m_entries.splice(m_entries.end(), m_entries, found);
        return found->value;
    }
    void keep(const CacheKey& key, int value, std::uint64_t bytes, const CacheTuning& bounds, TimePoint now) {
        bytes += key.tool.size() + key.arguments.size();
        if (bytes > bounds.bytes)
            return;
        if (const auto found = locate(key); found != m_entries.end())
            m_entries.erase(found);
        m_entries.push_back(
            {key.server, std::string(key.tool), std::string(key.arguments), value, bytes, now});
        ++status.stored;
        trim(bounds, now);
    }
    void invalidate(std::optional<ServerId> server, std::optional<std::string> tool) {
        status.invalidated += m_entries.remove_if([&](const Entry& entry) {
            return (!server || entry.server == *server) && (!tool || entry.tool == *tool);
        });
    }
    void trim(const CacheTuning& bounds, TimePoint now) {
        status.expired +=
            m_entries.remove_if([&](const Entry& entry) { return now - entry.stored >= bounds.timeToLive; });
        while (m_entries.size() > static_cast<std::size_t>(bounds.entries) || bytes() > bounds.bytes) {
            m_entries.pop_front();
            ++status.evicted;
        }
    }
    std::size_t entries() const { return m_entries.size(); }
    std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const Entry& entry : m_entries)
            sum += entry.bytes;
        return sum;
    }

    dyno::telemetry::CacheStatus status;

private:
    std::list<Entry>::iterator locate(const CacheKey& key) {
        return std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
            return CacheKey{entry.server, entry.tool, entry.arguments} == key;
        });
    }

    std::list<Entry> m_entries;
};

/// Both caches under the same random operations; the first difference.
class Race {
public:
    explicit Race(quint64 seed)
        : m_random(seed) {}

    std::string run(int steps) {
        for (int step = 0; step < steps; ++step) {
            std::string difference = act();
            if (difference.empty())
                difference = compareStatus();
            if (!difference.empty())
                return difference + " at step " + std::to_string(step);
        }
        return {};
    }

private:
    struct Flight {
        CacheKey key;
        std::uint64_t askedUnder;
        bool outdated;
    };

    unsigned below(unsigned count) { return static_cast<unsigned>(m_random() % count); }

    CacheKey randomKey() {
        static constexpr std::array<std::string_view, 2> tools = {"a", "long name"};
        static constexpr std::array<std::string_view, 3> arguments = {"{}", "[1]", "\"some text\""};
        return {1 + below(2), tools[below(2)], arguments[below(3)]};
    }

    std::string act() {
        m_now += std::chrono::seconds(below(3));
        switch (below(8)) {
        case 0:
            return turn();
        case 1:
            return invalidate();
        case 2:
        case 3:
            return ask();
        case 4:
        case 5:
            return land();
        default:
            return find();
        }
    }

    std::string turn() {
        m_bounds =
            bounds(static_cast<int>(1 + below(6)), 20 + below(150), std::chrono::seconds(1 + below(20)));
        return {};
    }
    std::string ask() {
        const CacheKey key = randomKey();
        m_flights.push_back({key, m_cache.generation(key), false});
        return {};
    }
    std::string land() {
        if (m_flights.empty())
            return {};
        const auto chosen = m_flights.begin() + below(static_cast<unsigned>(m_flights.size()));
        const int value = ++m_lastValue;
        const std::uint64_t bytes = below(60);
        m_cache.keep(chosen->key, chosen->askedUnder, answer(value, bytes), m_bounds, m_now);
        if (!chosen->outdated)
            m_reference.keep(chosen->key, value, bytes, m_bounds, m_now);
        m_flights.erase(chosen);
        return {};
    }
    std::string find() {
        const CacheKey key = randomKey();
        const Cache::Answer* const found = m_cache.find(key, m_bounds, m_now);
        const std::optional<int> expected = m_reference.find(key, m_bounds, m_now);
        const std::optional<int> value = found ? std::optional(found->result->get<int>()) : std::nullopt;
        return value == expected ? "" : "another answer";
    }
    std::string invalidate() {
        const CacheKey key = randomKey();
        const unsigned breadth = below(3);
        if (breadth == 0)
            m_cache.invalidate(key.server, key.tool);
        else if (breadth == 1)
            m_cache.invalidate(key.server);
        else if (below(3) == 0) // everything, more seldom
            m_cache.invalidate();
        else
            return {};
        const auto server = breadth < 2 ? std::optional(key.server) : std::nullopt;
        const auto tool = breadth == 0 ? std::optional(std::string(key.tool)) : std::nullopt;
        m_reference.invalidate(server, tool);
        for (Flight& flight : m_flights)
            if ((!server || flight.key.server == *server) && (!tool || flight.key.tool == *tool))
                flight.outdated = true;
        return {};
    }

    std::string compareStatus() const {
        const auto mine = status(m_cache);
        const auto& theirs = m_reference.status;
        if (mine.entries != m_reference.entries() || mine.bytes != m_reference.bytes())
            return "another size";
        if (mine.stored != theirs.stored || mine.evicted != theirs.evicted ||
            mine.expired != theirs.expired || mine.invalidated != theirs.invalidated)
            return "another count";
        return {};
    }

    std::mt19937_64 m_random;
    Cache m_cache;
    Reference m_reference;
    CacheTuning m_bounds = bounds(4, 100, 10s);
    TimePoint m_now = at(1h);
    int m_lastValue = 0;
    std::vector<Flight> m_flights;
};

quint64 seed() {
    bool given = false;
    const quint64 value = qEnvironmentVariable("DYNO_SEED").toULongLong(&given);
    return given ? value : std::random_device()();
}

} // namespace

class TestCache : public QObject {
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven();
    void tellsServersToolsAndArgumentsApart();
    void letsGoTheLongestUnused();
    void aNewAnswerTakesTheOldOnesPlace();
    void aSmallerBoundActsAtTheNextTouch();
    void bytesAreThoseOfTheAnswersAndTheirKeys();
    void whatAloneIsTooLargeIsNotKept();
    void lastsAsLongAsItsTime();
    void aShorterTimeActsOnWhatIsKept();
    void useDoesNotMakeYounger();
    void invalidatesATool();
    void invalidatesAServer();
    void invalidatesAll();
    void anAnswerAskedForBeforeAnInvalidationIsNotKept_data();
    void anAnswerAskedForBeforeAnInvalidationIsNotKept();
    void doesWhatThePlainestCacheDoes();
};

void TestCache::keepsWhatItIsGiven() {
    Cache cache;
    QCOMPARE(cache.find(echo("{}"), bounds(9), at(1s)), nullptr);
    const Cache::Answer given = answer(7);
    keep(cache, echo("{}"), given, bounds(9), at(1s));
    const Cache::Answer* const found = cache.find(echo(std::string("{}")), bounds(9), at(2s));
    QVERIFY(found);
    QCOMPARE(found->result, given.result);
    QCOMPARE(found->cost, dyno::async::Duration(7ms));
}

void TestCache::tellsServersToolsAndArgumentsApart() {
    Cache cache;
    keep(cache, {1, "echo", "{}"}, answer(1), bounds(9), at(1s));
    for (const CacheKey& other : {CacheKey{2, "echo", "{}"}, CacheKey{1, "ech", "{}"},
                                  CacheKey{1, "echo", "[]"}, CacheKey{1, "echo{", "}"}})
        QCOMPARE(cache.find(other, bounds(9), at(1s)), nullptr);
}

void TestCache::letsGoTheLongestUnused() {
    Cache cache;
    for (const char* arguments : {"1", "2", "3"})
        keep(cache, echo(arguments), answer(1), bounds(3), at(1s));
    QVERIFY(cache.find(echo("1"), bounds(3), at(1s)));
    keep(cache, echo("4"), answer(1), bounds(3), at(1s));
    QVERIFY(!cache.find(echo("2"), bounds(3), at(1s)));
    for (const char* arguments : {"1", "3", "4"})
        QVERIFY(cache.find(echo(arguments), bounds(3), at(1s)));
    QCOMPARE(status(cache).evicted, 1U);
}

void TestCache::aNewAnswerTakesTheOldOnesPlace() {
    Cache cache;
    keep(cache, echo("1"), answer(1), bounds(2), at(1s));
    keep(cache, echo("2"), answer(2), bounds(2), at(1s));
    keep(cache, echo("1"), answer(3), bounds(2), at(1s));
    QCOMPARE(status(cache).entries, 2U);
    QCOMPARE(status(cache).evicted, 0U);
    QCOMPARE(cache.find(echo("1"), bounds(2), at(1s))->result->get<int>(), 3);
}

void TestCache::aSmallerBoundActsAtTheNextTouch() {
    Cache cache;
    for (const char* arguments : {"1", "2", "3", "4"})
        keep(cache, echo(arguments), answer(1), bounds(4), at(1s));
    QVERIFY(!cache.find(echo("2"), bounds(2), at(1s)));
    QCOMPARE(status(cache).entries, 2U);
    QCOMPARE(status(cache).evicted, 2U);
}

void TestCache::bytesAreThoseOfTheAnswersAndTheirKeys() {
    Cache cache;
    keep(cache, echo("1"), answer(1, 95), bounds(9, 200), at(1s)); // with "echo" and "1"
    keep(cache, echo("2"), answer(1, 95), bounds(9, 200), at(1s));
    QCOMPARE(status(cache).bytes, 200U);
    keep(cache, echo("3"), answer(1, 0), bounds(9, 200), at(1s));
    QVERIFY(!cache.find(echo("1"), bounds(9, 200), at(1s)));
    QCOMPARE(status(cache).bytes, 105U);
}

void TestCache::whatAloneIsTooLargeIsNotKept() {
    Cache cache;
    keep(cache, echo("1"), answer(1, 15), bounds(9, 100), at(1s));
    keep(cache, echo("2"), answer(1, 96), bounds(9, 100), at(1s));
    QVERIFY(cache.find(echo("1"), bounds(9, 100), at(1s)));
    QVERIFY(!cache.find(echo("2"), bounds(9, 100), at(1s)));
    QCOMPARE(status(cache).stored, 1U);
}

void TestCache::lastsAsLongAsItsTime() {
    Cache cache;
    keep(cache, echo("1"), answer(1), bounds(9, 100, 10s), at(1s));
    QVERIFY(cache.find(echo("1"), bounds(9, 100, 10s), at(11s) - 1ns));
    QVERIFY(!cache.find(echo("1"), bounds(9, 100, 10s), at(11s)));
    QCOMPARE(status(cache).expired, 1U);
    QCOMPARE(status(cache).entries, 0U);
}

void TestCache::aShorterTimeActsOnWhatIsKept() {
    Cache cache;
    keep(cache, echo("1"), answer(1), bounds(9, 100, 60s), at(1s));
    keep(cache, echo("2"), answer(1), bounds(9, 100, 60s), at(5s));
    QVERIFY(cache.find(echo("2"), bounds(9, 100, 5s), at(6s)));
    QCOMPARE(status(cache).expired, 1U);
    QVERIFY(!cache.find(echo("1"), bounds(9, 100, 60s), at(6s)));
}

void TestCache::useDoesNotMakeYounger() {
    Cache cache;
    keep(cache, echo("1"), answer(1), bounds(9, 100, 10s), at(1s));
    keep(cache, echo("2"), answer(1), bounds(9, 100, 10s), at(5s));
    QVERIFY(cache.find(echo("1"), bounds(9, 100, 10s), at(9s)));
    QVERIFY(!cache.find(echo("1"), bounds(9, 100, 10s), at(12s)));
    QVERIFY(cache.find(echo("2"), bounds(9, 100, 10s), at(12s)));
}

void TestCache::invalidatesATool() {
    Cache cache;
    for (const CacheKey& key :
         {CacheKey{1, "a", "1"}, CacheKey{1, "a", "2"}, CacheKey{1, "b", "1"}, CacheKey{2, "a", "1"}})
        keep(cache, key, answer(1), bounds(9), at(1s));
    cache.invalidate(1, "a");
    QCOMPARE(status(cache).invalidated, 2U);
    QVERIFY(!cache.find({1, "a", "1"}, bounds(9), at(1s)));
    QVERIFY(cache.find({1, "b", "1"}, bounds(9), at(1s)));
    QVERIFY(cache.find({2, "a", "1"}, bounds(9), at(1s)));
}

void TestCache::invalidatesAServer() {
    Cache cache;
    for (const CacheKey& key : {CacheKey{1, "a", "1"}, CacheKey{1, "b", "1"}, CacheKey{2, "a", "1"}})
        keep(cache, key, answer(1), bounds(9), at(1s));
    cache.invalidate(1);
    QCOMPARE(status(cache).invalidated, 2U);
    QVERIFY(cache.find({2, "a", "1"}, bounds(9), at(1s)));
}

void TestCache::invalidatesAll() {
    Cache cache;
    for (const CacheKey& key : {CacheKey{1, "a", "1"}, CacheKey{2, "a", "1"}})
        keep(cache, key, answer(1), bounds(9), at(1s));
    cache.invalidate();
    QCOMPARE(status(cache).invalidated, 2U);
    QCOMPARE(status(cache).bytes, 0U);
    keep(cache, {1, "a", "1"}, answer(1), bounds(9), at(1s));
    QVERIFY(cache.find({1, "a", "1"}, bounds(9), at(1s)));
}

void TestCache::anAnswerAskedForBeforeAnInvalidationIsNotKept_data() {
    using Invalidate = std::function<void(Cache&)>;
    QTest::addColumn<Invalidate>("invalidate");
    QTest::addColumn<bool>("kept");
    QTest::newRow("its tool") << Invalidate([](Cache& cache) { cache.invalidate(1, "echo"); }) << false;
    QTest::newRow("its server") << Invalidate([](Cache& cache) { cache.invalidate(1); }) << false;
    QTest::newRow("all") << Invalidate([](Cache& cache) { cache.invalidate(); }) << false;
    QTest::newRow("another tool") << Invalidate([](Cache& cache) { cache.invalidate(1, "add"); }) << true;
    QTest::newRow("another server") << Invalidate([](Cache& cache) { cache.invalidate(2); }) << true;
    QTest::newRow("another server's tool")
        << Invalidate([](Cache& cache) { cache.invalidate(2, "echo"); }) << true;
}

void TestCache::anAnswerAskedForBeforeAnInvalidationIsNotKept() {
    QFETCH(std::function<void(Cache&)>, invalidate);
    QFETCH(bool, kept);
    Cache cache;
    cache.invalidate(1, "echo"); // an earlier one means nothing
    cache.invalidate(2);
    const std::uint64_t askedUnder = cache.generation(echo("{}"));
    invalidate(cache);
    cache.keep(echo("{}"), askedUnder, answer(1), bounds(9), at(1s));
    QCOMPARE(cache.find(echo("{}"), bounds(9), at(1s)) != nullptr, kept);
    keep(cache, echo("{}"), answer(2), bounds(9), at(1s));
    QCOMPARE(cache.find(echo("{}"), bounds(9), at(1s))->result->get<int>(), 2);
}

void TestCache::doesWhatThePlainestCacheDoes() {
    const quint64 start = seed();
    for (quint64 sequence = 0; sequence < 10'000; ++sequence) {
        const std::string difference = Race(start + sequence).run(60);
        QVERIFY2(difference.empty(),
                 (difference + ", DYNO_SEED=" + std::to_string(start + sequence)).c_str());
    }
}

QTEST_APPLESS_MAIN(TestCache)
#include "tst_cache.moc"
