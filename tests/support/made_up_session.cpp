// Records made-up calls to a session file, as fast as an engine would, until it is killed.
//   made-up-session FILE CALLS-PER-SECOND
// Prints a line for every millisecond: how long it has run, in microseconds, and how many calls it has made.

#include "engine/sessions/session_writer.h"
#include "tests/support/made_up_calls.h"

#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace dyno;
using std::chrono::milliseconds;

namespace {

/// Given to the writer as the engine does it.
constexpr milliseconds interval(200);

void recordForEver(sessions::SessionWriter& writer, std::uint32_t callsPerMillisecond) {
    const auto start = std::chrono::steady_clock::now();
    sessions::Batch batch;
    std::uint32_t calls = 0;
    for (milliseconds at(1);; at += milliseconds(1)) {
        std::this_thread::sleep_until(start + at);
        for (std::uint32_t i = 0; i < callsPerMillisecond; ++i)
            batch.calls.push_back(test::madeUpCall(calls++, at));
        const auto past = std::chrono::steady_clock::now() - start;
        std::printf(
            "%lld %u\n",
            static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(past).count()),
            calls);
        std::fflush(stdout);
        if (at % interval != milliseconds::zero())
            continue;
        batch.intervals.push_back(test::intervalOf(batch.calls, at - interval, at));
        writer.write(std::exchange(batch, {}));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    sessions::WriterOptions options;
    options.file = argv[1];
    const auto writer = sessions::SessionWriter::create(std::move(options));
    if (writer.has_error()) {
        std::fprintf(stderr, "%s\n", writer.error().message.c_str());
        return 1;
    }
    recordForEver(**writer, static_cast<std::uint32_t>(std::atoi(argv[2]) / 1000));
}
