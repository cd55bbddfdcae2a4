#include "engine/calls/batch/batch_assembler.h"
#include "printing.h"

#include <list>
#include <random>

using dyno::ServerId;
using dyno::async::Duration;
using dyno::async::TimePoint;
using dyno::calls::BatchAssembler;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1h};
constexpr BatchAssembler::Limits three{3, 5ms};

/// What a place is expected to be, in the plainest terms: a list of all that wait, oldest first.
struct Waiting {
    const BatchAssembler::Place* place = nullptr;
    ServerId server = 0;
    std::string tool;
    TimePoint latest;
};

using Expected = std::vector<std::vector<const BatchAssembler::Place*>>;

class Model {
public:
    void join(const Waiting& one) { m_all.push_back(one); }
    void leave(const BatchAssembler::Place* place) {
        std::erase_if(m_all, [=](const Waiting& one) { return one.place == place; });
    }
    std::size_t gathered(ServerId server, const std::string& tool) const {
        return std::count_if(m_all.begin(), m_all.end(),
                             [&](const Waiting& one) { return one.server == server && one.tool == tool; });
    }
    TimePoint nextDue() const {
        TimePoint next = TimePoint::max();
        for (const Waiting& one : m_all)
            next = std::min(next, one.latest);
        return next;
    }
    /// All of each group of which `wanted` holds for one.
    template<class Wanted>
    Expected take(Wanted wanted) {
        std::map<std::pair<ServerId, std::string>, std::vector<const BatchAssembler::Place*>> taken;
        for (const Waiting& one : m_all)
            if (wanted(one))
                taken[{one.server, one.tool}];
        for (const Waiting& one : m_all)
            if (const auto group = taken.find({one.server, one.tool}); group != taken.end())
                group->second.push_back(one.place);
        std::erase_if(m_all, [&](const Waiting& one) { return taken.contains({one.server, one.tool}); });
        Expected batches;
        for (auto& [key, places] : taken)
            batches.push_back(std::move(places));
        return batches;
    }
    std::size_t waiting() const { return m_all.size(); }

private:
    std::vector<Waiting> m_all;
};

Expected plain(const std::vector<BatchAssembler::Batch>& batches) {
    Expected result;
    for (const auto& batch : batches)
        result.emplace_back(batch.begin(), batch.end());
    return result;
}

/// One random life of an assembler beside its model.
class Sequence {
public:
    explicit Sequence(std::uint64_t seed)
        : m_random(seed) {}

    /// Whether all agreed.
    bool run() {
        for (int step = 0; step < 30; ++step) {
            if (!takeStep(below(10)))
                return false;
            if (m_assembler.waiting() != m_model.waiting() || m_assembler.nextDue() != m_model.nextDue())
                return false;
        }
        return true;
    }

private:
    std::uint64_t below(std::uint64_t end) { return m_random() % end; }
    Duration upTo(std::uint64_t ms) { return std::chrono::microseconds(below(ms * 1000 + 1)); }

    bool takeStep(std::uint64_t what) {
        if (what < 6)
            return join();
        if (what < 7)
            return leave();
        if (what < 9) {
            m_now += upTo(4);
            return plain(m_assembler.takeDue(m_now)) ==
                   m_model.take([this](const Waiting& one) { return one.latest <= m_now; });
        }
        if (below(2) == 0)
            return plain(m_assembler.takeAll()) == m_model.take([](const Waiting&) { return true; });
        const auto server = static_cast<ServerId>(below(3));
        return plain(m_assembler.takeAll(server)) ==
               m_model.take([=](const Waiting& one) { return one.server == server; });
    }

    bool join() {
        const auto server = static_cast<ServerId>(below(3));
        const std::string tool = below(2) ? "a" : "b";
        const BatchAssembler::Limits limits{below(5) + 1, upTo(10)};
        const TimePoint deadline = m_now + upTo(30) - 2ms;
        BatchAssembler::Place& place = m_places.emplace_back();
        const auto batch = m_assembler.join(place, server, tool, limits, m_now, deadline);
        const Duration half = std::max<Duration>((deadline - m_now) / 2, 0ns);
        m_model.join({&place, server, tool, m_now + std::min(half, limits.longestWait)});
        if (m_model.gathered(server, tool) < limits.size)
            return batch.empty() && place.waits();
        return !place.waits() && plain({batch}) == m_model.take([&](const Waiting& one) {
            return one.server == server && one.tool == tool;
        });
    }

    bool leave() {
        if (m_places.empty())
            return true;
        const auto place = std::next(m_places.begin(), static_cast<std::ptrdiff_t>(below(m_places.size())));
        m_model.leave(&*place);
        m_places.erase(place);
        return true;
    }

    std::mt19937_64 m_random;
    BatchAssembler m_assembler;
    std::list<BatchAssembler::Place> m_places; ///< those that left, too, until they are destroyed
    Model m_model;
    TimePoint m_now = start;
};

std::uint64_t firstSeed() {
    const QByteArray given = qgetenv("DYNO_SEED");
    return given.isEmpty() ? std::random_device()() : given.toULongLong();
}

} // namespace

class TestBatchAssembler : public QObject {
    Q_OBJECT

private slots:
    void fullBatchLeavesWithTheCallThatFillsIt();
    void firstCallSetsTheTime();
    void callInAHurryTakesTheOthersAlong();
    void placeThatIsLeftTakesItsHurryAlong();
    void toolsAndServersAreApart();
    void assemblerMayDieBeforeItsPlaces();
    void anySequenceDoesAsTheModel();
};

void TestBatchAssembler::fullBatchLeavesWithTheCallThatFillsIt() {
    BatchAssembler assembler;
    BatchAssembler::Place a, b, c;
    QVERIFY(assembler.join(a, 1, "echo", three, start, start + 30s).empty());
    QVERIFY(assembler.join(b, 1, "echo", three, start, start + 30s).empty());
    QCOMPARE(assembler.waiting(), 2U);
    QVERIFY((assembler.join(c, 1, "echo", three, start, start + 30s) == BatchAssembler::Batch{&a, &b, &c}));
    QCOMPARE(assembler.waiting(), 0U);
    QVERIFY(!a.waits());
    QCOMPARE(assembler.nextDue(), TimePoint::max());
}

void TestBatchAssembler::firstCallSetsTheTime() {
    BatchAssembler assembler;
    BatchAssembler::Place a, b;
    QVERIFY(assembler.join(a, 1, "echo", three, start, start + 30s).empty());
    QVERIFY(assembler.join(b, 1, "echo", three, start + 3ms, start + 30s).empty());
    QCOMPARE(assembler.nextDue(), start + 5ms);
    QVERIFY(assembler.takeDue(start + 5ms - 1ns).empty());
    const auto taken = assembler.takeDue(start + 5ms);
    QCOMPARE(taken.size(), 1U);
    QVERIFY((taken.front() == BatchAssembler::Batch{&a, &b}));
}

void TestBatchAssembler::callInAHurryTakesTheOthersAlong() {
    BatchAssembler assembler;
    BatchAssembler::Place patient, hurried, late;
    QVERIFY(assembler.join(patient, 1, "echo", three, start, start + 30s).empty());
    QVERIFY(assembler.join(hurried, 1, "echo", three, start + 1ms, start + 3ms).empty());
    QCOMPARE(assembler.nextDue(), start + 2ms);
    QCOMPARE(assembler.takeDue(start + 2ms).front().size(), 2U);
    QVERIFY(assembler.join(late, 1, "echo", three, start + 9ms, start + 3ms).empty());
    QCOMPARE(assembler.nextDue(), start + 9ms); // its deadline has passed: it goes at once
}

void TestBatchAssembler::placeThatIsLeftTakesItsHurryAlong() {
    BatchAssembler assembler;
    BatchAssembler::Place patient;
    {
        BatchAssembler::Place hurried;
        QVERIFY(assembler.join(hurried, 1, "echo", three, start, start + 4ms).empty());
        QVERIFY(assembler.join(patient, 1, "echo", three, start, start + 30s).empty());
        QCOMPARE(assembler.nextDue(), start + 2ms);
    }
    QCOMPARE(assembler.nextDue(), start + 5ms);
    QCOMPARE(assembler.waiting(), 1U);
    patient.leave();
    QCOMPARE(assembler.nextDue(), TimePoint::max());
    QCOMPARE(assembler.waiting(), 0U);
}

void TestBatchAssembler::toolsAndServersAreApart() {
    BatchAssembler assembler;
    BatchAssembler::Place echo, sum, elsewhere, second;
    QVERIFY(assembler.join(echo, 1, "echo", {2, 5ms}, start, start + 30s).empty());
    QVERIFY(assembler.join(sum, 1, "sum", {2, 5ms}, start, start + 30s).empty());
    QVERIFY(assembler.join(elsewhere, 2, "echo", {2, 5ms}, start, start + 30s).empty());
    QVERIFY((assembler.join(second, 1, "echo", {2, 5ms}, start, start + 30s) ==
             BatchAssembler::Batch{&echo, &second}));
    QVERIFY((assembler.takeAll(2) == std::vector<BatchAssembler::Batch>{{&elsewhere}}));
    QVERIFY((assembler.takeAll() == std::vector<BatchAssembler::Batch>{{&sum}}));
}

void TestBatchAssembler::assemblerMayDieBeforeItsPlaces() {
    BatchAssembler::Place place;
    {
        BatchAssembler assembler;
        QVERIFY(assembler.join(place, 1, "echo", three, start, start + 30s).empty());
        QVERIFY(place.waits());
    }
    QVERIFY(!place.waits());
}

void TestBatchAssembler::anySequenceDoesAsTheModel() {
    const std::uint64_t first = firstSeed();
    for (std::uint64_t seed = first; seed < first + 10'000; ++seed)
        QVERIFY2(Sequence(seed).run(), qPrintable(QStringLiteral("DYNO_SEED=%1").arg(seed)));
}

QTEST_APPLESS_MAIN(TestBatchAssembler)
#include "tst_batch_assembler.moc"
