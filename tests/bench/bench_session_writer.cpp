// How many calls a second the session writer takes, what that costs of a processor, and how large the file
// gets.
//   bench_session_writer FILE [CALLS-PER-SECOND [SECONDS]]     without a rate: as fast as it goes

#include "engine/sessions/session_writer.h"
#include "tests/support/made_up_calls.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <thread>

using namespace dyno;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds interval(200);

double cpuSeconds(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void record(sessions::SessionWriter& writer, std::uint32_t rate, int seconds) {
    const auto start = std::chrono::steady_clock::now();
    const std::uint32_t each = (rate ? rate : 100'000) / 5;
    for (int i = 0; i < seconds * 5; ++i) {
        sessions::Batch batch =
            test::madeUpBatch(static_cast<std::uint32_t>(i) * each, each, i * interval, interval);
        if (rate)
            std::this_thread::sleep_until(start + i * interval);
        while (writer.backlog() > 100'000)
            std::this_thread::sleep_for(milliseconds(1));
        writer.write(std::move(batch));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return 2;
    sessions::WriterOptions options;
    options.file = argv[1];
    const auto writer = sessions::SessionWriter::create(options);
    if (writer.has_error()) {
        std::fprintf(stderr, "%s\n", writer.error().message.c_str());
        return 1;
    }
    const auto rate = static_cast<std::uint32_t>(argc > 2 ? std::atoi(argv[2]) : 0);
    const auto start = std::chrono::steady_clock::now();
    record(**writer, rate, argc > 3 ? std::atoi(argv[3]) : 10);
    (*writer)->finish();
    const std::chrono::duration<double> past = std::chrono::steady_clock::now() - start;
    const double cpu = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
    const telemetry::RecordingStatus status = (*writer)->status();
    const auto calls = static_cast<double>(status.callsKept);
    std::printf("%.0f calls, %lu lost, %.2f s: %.0f calls/s\n", calls,
                static_cast<unsigned long>(status.callsLost), past.count(), calls / past.count());
    std::printf("the writer's thread took %.2f s: %.1f %% of a core, %.2f us a call\n", cpu,
                100 * cpu / past.count(), 1e6 * cpu / calls);
    std::printf("%.1f bytes a call\n", static_cast<double>(std::filesystem::file_size(options.file)) / calls);
}
