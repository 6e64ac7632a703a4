// What is left of jobs: slots that are used again, rows as bytes, logs in memory and in a file.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <vector>

#include <sys/resource.h>

#include "datahall/config_error.hpp"

#include "sim/run/jobs/job_store.hpp"
#include "sim/run/jobs/live_jobs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;

// Whole seconds, nanoseconds, nothing, and the longest time there is.
std::int64_t some_time(SplitMix& random) {
    switch (random.below(5)) {
        case 0:
            return 0;
        case 1:
            return static_cast<std::int64_t>(random.below(1'000'000)) * s;
        case 2:
            return static_cast<std::int64_t>(random.below(100));
        case 3:
            return INT64_MAX >> random.below(63);
        default:
            return static_cast<std::int64_t>(random.next() % 1'000'000'000'000'000);
    }
}

// Any numbers, whether a job could have them or not, but times that add up stay below 2^60 ns.
JobRow some_row(std::uint32_t number, SplitMix& random) {
    const auto short_time = [&] { return some_time(random) >> 6; };
    const auto count = [&] { return static_cast<std::uint32_t>(random.next() >> (32 + random.below(32))); };
    JobRow row{
        .number = number, .kind = count(), .state = static_cast<JobState>(random.below(job_state_count))};
    for (std::uint32_t& name : row.owner.of) name = count();
    row.submit_ns = short_time();
    row.run_ns = short_time();
    row.held_ns = random.below(2) == 0 ? row.run_ns : short_time();
    for (std::int64_t& ns : row.waited_ns) ns = random.below(4) == 0 ? short_time() : 0;
    if (random.below(4) > 0) {
        row.first_start_ns = row.submit_ns + (random.below(2) == 0 ? row.wait_ns() : short_time());
        row.start_ns = row.first_start_ns + (random.below(4) == 0 ? short_time() : 0);
        if (random.below(3) > 0) row.end_ns = row.start_ns + short_time();
        row.nodes = count();
        row.leaves = count();
        row.energy_j = static_cast<double>(random.next()) * 1e-3;
        row.overhead_j = -static_cast<double>(random.next());
    }
    if (random.below(4) == 0) {
        row.slowed_ns = some_time(random);
        row.redone_ns = some_time(random);
        row.unbooked_ns = short_time();
        row.stops = count();
        row.clock = 0.1 * static_cast<double>(random.below(11));
    }
    row.id = random.next() >> random.below(64);
    row.reference_ns = some_time(random);
    row.estimate_ns = random.below(2) == 0 ? row.reference_ns : some_time(random);
    row.requested = count();
    return row;
}

std::vector<JobRow> some_rows(std::uint32_t rows, SplitMix& random) {
    std::vector<JobRow> all;
    for (std::uint32_t number = 0; number < rows; ++number) all.push_back(some_row(number, random));
    return all;
}

// What a row has for figures alone.
JobRow without_record(JobRow row) {
    const JobRow none;
    row.id = none.id;
    row.reference_ns = none.reference_ns;
    row.estimate_ns = none.estimate_ns;
    row.requested = none.requested;
    row.energy_j = none.energy_j;
    row.overhead_j = none.overhead_j;
    return row;
}

std::vector<JobRow> read_all(const JobLog& log) {
    std::vector<JobRow> rows;
    log.each([&](const JobRow& row) { rows.push_back(row); });
    return rows;
}

// Most rows come soon after those before them, a few long after: as jobs end.
std::vector<JobRow> as_they_end(std::vector<JobRow> rows, SplitMix& random) {
    std::vector<std::pair<std::uint64_t, std::size_t>> ends;
    for (std::size_t i = 0; i < rows.size(); ++i)
        ends.emplace_back(i + random.next() % (random.below(50) == 0 ? rows.size() : 10), i);
    std::ranges::sort(ends);
    std::vector<JobRow> ended;
    for (const auto& [end, i] : ends) ended.push_back(rows[i]);
    return ended;
}

}  // namespace

TEST_CASE("a number is found until it is erased, as in a map", "[streaming]") {
    NumberTable table;
    std::map<std::uint32_t, std::uint32_t> plain;
    SplitMix random{3};
    std::uint32_t next = 0;
    for (int step = 0; step < 20'000; ++step) {
        // Grows and shrinks by turns, so that the table is at times nearly as full as it gets.
        const bool is_growing = step / 500 % 2 == 0;
        if (plain.empty() || random.below(10) < (is_growing ? 7u : 3u)) {
            next += 1 + static_cast<std::uint32_t>(random.below(random.below(5) == 0 ? 1'000 : 1));
            table.insert(next, next % 77);
            plain[next] = next % 77;
        } else {
            const auto gone =
                std::next(plain.begin(), static_cast<std::ptrdiff_t>(random.next() % plain.size()));
            table.erase(gone->first);
            REQUIRE(table.find(gone->first) == NumberTable::none);
            plain.erase(gone);
        }
        REQUIRE(table.size() == plain.size());
        const auto asked = static_cast<std::uint32_t>(random.below(next + 2));
        const auto known = plain.find(asked);
        REQUIRE(table.find(asked) == (known == plain.end() ? NumberTable::none : known->second));
    }
    for (const auto& [number, place] : plain) CHECK(table.find(number) == place);
}

TEST_CASE("as many slots are used as jobs were there at once", "[streaming]") {
    LiveJobs jobs;
    std::vector<std::uint32_t> slots;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        Job job;
        job.request.id = number + 5;
        slots.push_back(jobs.admit(std::move(job)));
        if (slots.size() < 3) continue;
        // The second of three goes: one stays for ever, as a long job among short ones.
        jobs.retire(slots[1]);
        slots.erase(slots.begin() + 1);
    }
    CHECK(jobs.arrived() == 10'000);
    CHECK(jobs.size() == 2);
    CHECK(jobs.slots() == 3);
    CHECK(jobs.slot_of(0) == slots[0]);
    CHECK(jobs[jobs.slot_of(9'999)].request.id == 10'004);
    CHECK(jobs.slot_of(5'000) == no_index);
    std::uint64_t ids = 0;
    jobs.each([&](const Job& job) { ids += job.request.id; });
    CHECK(ids == 5 + 10'004);
}

TEST_CASE("a row is read as it was written", "[streaming]") {
    SplitMix random{11};
    for (const RowParts parts : {RowParts::record, RowParts::figures}) {
        const std::vector<JobRow> rows = some_rows(5'000, random);
        std::string bytes;
        JobRow before;
        std::size_t longest = 0;
        for (const JobRow& row : rows) {
            const std::size_t begin = bytes.size();
            write_row(row, before, parts, bytes);
            longest = std::max(longest, bytes.size() - begin);
            before = row;
        }
        CHECK(longest <= longest_row);
        const char* at = bytes.data();
        JobRow read;
        for (const JobRow& row : rows) {
            at = read_row(at, parts, read);
            REQUIRE(read == (parts == RowParts::record ? row : without_record(row)));
        }
        CHECK(at == bytes.data() + bytes.size());
    }
}

TEST_CASE("the row of an ordinary job takes less than 32 bytes, 64 with its record", "[streaming]") {
    // Job 1,000 of user 17 came 90 s after the one before it, waited 61.5 s, and ran 7,199.25 s on 2 nodes.
    const JobRow before{.number = 999, .submit_ns = 400'000 * s, .id = 4'711};
    JobRow row{.number = 1'000,
               .kind = 3,
               .state = JobState::completed,
               .owner = {{17, 2, 0, 0}},
               .submit_ns = 400'090 * s,
               .run_ns = 7'199'250'000'000,
               .held_ns = 7'199'250'000'000};
    row.waited_ns[0] = 61'500'000'000;
    row.first_start_ns = row.start_ns = row.submit_ns + row.wait_ns();
    row.end_ns = row.start_ns + row.held_ns;
    row.nodes = row.leaves = 2;
    row.id = 4'712;
    row.reference_ns = 7'200 * s;
    row.estimate_ns = 14'400 * s;
    row.requested = 16;
    row.energy_j = 1.5e7;
    row.overhead_j = 2.5e6;
    std::string figures, record;
    write_row(row, before, RowParts::figures, figures);
    write_row(row, before, RowParts::record, record);
    CHECK(figures.size() < 32);
    CHECK(record.size() < 64);
}

TEST_CASE("a log gives its rows in the order of arrival, from memory and from a file", "[streaming]") {
    SplitMix random{5};
    const test::TemporaryFolder folder;
    for (const std::size_t block : std::initializer_list<std::size_t>{1, 7, 100, 10'000}) {
        for (const bool has_file : {false, true}) {
            CAPTURE(block, has_file);
            const std::vector<JobRow> rows = some_rows(2'000, random);
            SpillFile file{folder.path(), "jobs.csv"};
            JobLog log{{.parts = RowParts::record, .block = block, .file = has_file ? &file : nullptr}};
            for (const JobRow& row : as_they_end(rows, random)) log.add(row);
            log.close();
            CHECK(log.rows() == rows.size());
            CHECK((read_all(log) == rows));
            CHECK((read_all(log) == rows));  // and again
            CHECK((file.size() > 0) == (has_file && block < rows.size()));
            CHECK(std::filesystem::is_empty(folder.path()));  // the file has no name
        }
    }
}

TEST_CASE("a log with a file holds a block of rows, however many there are", "[streaming]") {
    SplitMix random{7};
    const test::TemporaryFolder folder;
    SpillFile file{folder.path(), "jobs.csv"};
    JobLog log{{.parts = RowParts::record, .block = 64, .file = &file}};
    std::size_t most = 0;
    for (std::uint32_t number = 0; number < 20'000; ++number) {
        log.add(some_row(number, random));
        most = std::max(most, log.held_bytes());
    }
    CHECK(most <= 64 * sizeof(JobRow));
}

TEST_CASE("a file that takes no more is an error that names its folder", "[streaming]") {
    SplitMix random{13};
    const test::TemporaryFolder folder;
    SpillFile file{folder.path(), "jobs.csv"};
    JobLog log{{.parts = RowParts::record, .block = 1'000, .file = &file}};
    auto* const before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old_limit{};
    ::getrlimit(RLIMIT_FSIZE, &old_limit);
    const rlimit limit{10'000, old_limit.rlim_max};  // below the 20 bytes that each row has at least
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto fill = [&] {
        for (std::uint32_t number = 0; number < 1'000; ++number) log.add(some_row(number, random));
    };
    CHECK_THROWS_WITH(fill(), folder.path() + ": jobs.csv: File too large");
    CHECK_THROWS_AS(fill(), IoError);
    ::setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, before);
    SpillFile nowhere{folder.path("none"), "jobs.csv"};
    CHECK_THROWS_WITH(nowhere.append("x"), folder.path("none") + ": jobs.csv: No such file or directory");
}
