// Names of several streams in the numbers of one cluster.
#include "sim/run/jobs/people.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// Users with the names given; no job is asked for.
class Named final : public Workload {
public:
    explicit Named(std::vector<std::string> users) : users_{std::move(users)} {}
    void open(const WorkloadWindow&) override {}
    std::optional<JobRequest> next_job() override { return std::nullopt; }
    ImportReport report() const override { return {}; }
    std::string work_class() const override { return {}; }
    std::string name_of(Identity kind, std::uint32_t number) const override {
        ++asked;
        return kind == Identity::user ? users_.at(number) : std::string{};
    }
    mutable int asked = 0;

private:
    std::vector<std::string> users_;
};

std::uint32_t user_here(People& people, std::size_t stream, const Workload& workload, std::uint32_t user) {
    JobRequest job{.user = user};
    people.renumber(stream, workload, job);
    return job.user;
}

}  // namespace

TEST_CASE("one name has one number in a cluster, whatever stream it comes from", "[people]") {
    const Named morning{{"ann", "bob"}};
    const Named evening{{"cem", "bob", "ann"}};
    People people;
    CHECK(user_here(people, 0, morning, 0) == 0);
    CHECK(user_here(people, 0, morning, 1) == 1);
    CHECK(user_here(people, 1, evening, 0) == 2);
    CHECK(user_here(people, 1, evening, 1) == 1);
    CHECK(user_here(people, 1, evening, 2) == 0);
    CHECK(people.name(Identity::user, 2) == "cem");
    CHECK(people.size(Identity::user) == 3);
    CHECK(people.size(Identity::account) == 1);  // "", for all
}

TEST_CASE("a name that a setting speaks of has its number before any job", "[people]") {
    const Named jobs{{"ann", "bob"}};
    People people;
    CHECK(people.number_of(Identity::user, "bob") == 0);
    CHECK(user_here(people, 0, jobs, 0) == 1);
    CHECK_FALSE(people.is_met(Identity::user, 0));
    CHECK(user_here(people, 0, jobs, 1) == 0);
    CHECK(people.is_met(Identity::user, 0));
}

TEST_CASE("a stream is asked for a name once", "[people]") {
    const Named jobs{{"ann"}};
    People people;
    user_here(people, 0, jobs, 0);
    const int once = jobs.asked;
    user_here(people, 0, jobs, 0);
    CHECK(jobs.asked == once);
}
