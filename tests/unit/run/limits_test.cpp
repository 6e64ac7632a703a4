// The books of limits by hand, and when a queue says that a job is held.
#include "sim/run/jobs/limits.hpp"

#include <string>

#include "sim/run/jobs/job_queue.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// The head starts while it fits.
class InOrder final : public JobScheduler {
public:
    Promises promises() const override { return {}; }
    void pass(ClusterQueue& queue) override {
        while (const WaitingJob* const head = queue.head()) {
            if (head->devices > queue.state().free || !queue.start(*head)) return;
        }
    }
};

Usage most(std::uint64_t jobs, std::uint64_t devices, Int128 device_ns) {
    return {.jobs = jobs, .devices = devices, .device_ns = device_ns};
}
constexpr std::uint64_t any = Usage::unlimited().jobs;

WaitingJob job_of(std::uint32_t user, std::uint32_t devices, std::int64_t estimate) {
    return {.estimate_ns = estimate, .devices = devices, .user = user};
}

std::vector<std::uint64_t> ids(const JobQueue& queue, std::span<const std::uint32_t> tickets) {
    std::vector<std::uint64_t> all;
    for (const std::uint32_t ticket : tickets) all.push_back(queue.tag_of(ticket));
    return all;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a limit is what may be reached and not passed", "[run]") {
    Limits books;
    books.set_each(Identity::user, most(2, 8, 100));
    const WaitingJob job = job_of(0, 4, 10);
    books.meet(job);
    CHECK(books.holder(job) == Limits::no_scope);
    books.start(job);                                           // 1 job, 4 devices, 40 device ns
    CHECK(books.holder(job) == Limits::no_scope);               // 2, 8 and 80: all within
    CHECK(books.holder(job_of(0, 5, 1)) != Limits::no_scope);   // 9 devices
    CHECK(books.holder(job_of(0, 4, 15)) == Limits::no_scope);  // 40 + 60 = 100
    CHECK(books.holder(job_of(0, 4, 16)) != Limits::no_scope);  // 40 + 64
    books.start(job);
    CHECK(books.holder(job_of(0, 0, 0)) != Limits::no_scope);  // a third job
    books.end(job, 10);
    CHECK(books.holder(job_of(0, 4, 5)) == Limits::no_scope);  // 40 used, 40 promised
    CHECK(books.usage(Identity::user, 0).jobs == 1);
    CHECK(books.usage(Identity::user, 0).devices == 4);
}

TEST_CASE("what a job was promised and did not use is given back at its end", "[run]") {
    Limits books;
    books.set_each(Identity::account, most(any, any, 100));
    const WaitingJob job = job_of(0, 2, 30);
    books.meet(job);
    books.start(job);
    CHECK(books.usage(Identity::account, 0).device_ns == 60);
    CHECK(books.holder(job) != Limits::no_scope);
    books.end(job, 7);
    CHECK(books.usage(Identity::account, 0).device_ns == 14);
    CHECK(books.holder(job) == Limits::no_scope);
    books.start(job);
    books.end(job, 40);  // it has outlived its estimate: 14 + 80
    CHECK(books.usage(Identity::account, 0).device_ns == 94);
}

TEST_CASE("a job that no end can help is refused", "[run]") {
    Limits books;
    books.set_each(Identity::user, most(any, 8, 100));
    books.set(Identity::user, 7, most(0, any, 1'000));
    for (const std::uint32_t user : {0u, 7u}) books.meet(job_of(user, 1, 1));
    CHECK(std::string{books.refusal(job_of(0, 8, 12))}.empty());
    CHECK(books.refusal(job_of(0, 9, 1)) == std::string{"above the limits of its user"});
    CHECK(books.refusal(job_of(0, 8, 13)) == std::string{"above the limits of its user"});  // 104
    CHECK(books.refusal(job_of(7, 1, 1)) == std::string{"above the limits of its user"});   // no job at all
    books.start(job_of(0, 8, 12));
    CHECK(std::string{books.refusal(job_of(0, 8, 12))}.empty());  // its turn may come
    books.end(job_of(0, 8, 12), 12);
    CHECK_FALSE(std::string{books.refusal(job_of(0, 8, 12))}.empty());  // 96 are used for good
}

TEST_CASE("limits of one name stand in place of those of each", "[run]") {
    Limits books;
    books.set_each(Identity::qos, most(1, any, any));
    books.set(Identity::qos, 2, most(3, any, any));
    const auto of = [](std::uint32_t qos) { return WaitingJob{.estimate_ns = 1, .devices = 1, .qos = qos}; };
    for (const std::uint32_t qos : {0u, 2u}) {
        books.meet(of(qos));
        books.start(of(qos));
    }
    CHECK(books.holder(of(0)) != Limits::no_scope);
    CHECK(books.holder(of(2)) == Limits::no_scope);
}

TEST_CASE("a held job blocks nobody, and stands where it stood when it is free to start", "[run]") {
    InOrder scheduler;
    Limits books;
    books.set_each(Identity::user, most(1, any, any));
    JobQueue queue{4, scheduler, nullptr, &books};
    std::uint32_t id = 0;
    for (const std::uint32_t user : {0u, 0u, 1u, 0u, 2u, 2u}) {
        ++id;
        queue.enqueue({.id = id, .estimate_ns = 9, .devices = 1, .user = user}, id);
    }
    const auto first = queue.pass(0);
    REQUIRE(ids(queue, first) == Ids{1, 3, 5});  // 2, 4 and 6 are second jobs of their users
    const std::uint32_t ticket = first[0];
    CHECK(queue.held()->jobs() == 3);
    CHECK(queue.state().waiting == 3);
    CHECK(queue.passed() == 0);  // held jobs do not count as passed
    queue.end(ticket, 5);
    queue.enqueue({.id = 7, .estimate_ns = 9, .devices = 1, .user = 3}, 7);
    CHECK(ids(queue, queue.pass(5)) == Ids{2, 7});  // 2 before 4, and before 7, which came later
    CHECK(queue.held()->jobs() == 2);
    CHECK(queue.held()->devices() == 2);
}

TEST_CASE("a queue says from which pass to which a job was held", "[run]") {
    InOrder scheduler;
    Limits books;
    books.set_each(Identity::user, most(1, any, any));
    books.set_each(Identity::account, most(any, 3, any));
    JobQueue queue{4, scheduler, nullptr, &books};
    const auto changes = [&] {
        std::vector<std::pair<std::uint32_t, bool>> all;
        for (const HeldChange& c : queue.held()->changes()) {
            all.emplace_back(queue.tag_of(c.ticket), c.is_held);
        }
        return all;
    };
    using Changes = std::vector<std::pair<std::uint32_t, bool>>;
    queue.enqueue({.id = 1, .estimate_ns = 9, .devices = 2}, 1);
    queue.enqueue({.id = 2, .estimate_ns = 9, .devices = 2}, 2);
    queue.enqueue({.id = 3, .estimate_ns = 9, .devices = 1, .user = 1}, 3);
    const auto first = queue.pass(0);
    REQUIRE(ids(queue, first) == Ids{1, 3});
    const std::uint32_t one = first[0];
    const std::uint32_t three = first[1];
    CHECK(changes() == Changes{{2, true}});
    queue.end(three, 3);  // 2 is held by its user still
    CHECK(queue.pass(3).empty());
    CHECK(changes().empty());
    queue.enqueue({.id = 4, .estimate_ns = 9, .devices = 1, .user = 2}, 4);
    REQUIRE(ids(queue, queue.pass(4)) == Ids{4});
    queue.enqueue({.id = 5, .estimate_ns = 9, .devices = 2, .account = 1}, 5);
    queue.end(one, 5);  // 2 and 4 fit the account together; but 5 of another account is not in the way
    REQUIRE(ids(queue, queue.pass(5)) == Ids{2});
    CHECK(changes() == Changes{{5, true}, {2, false}});  // 5 is user 0's second job now
}
