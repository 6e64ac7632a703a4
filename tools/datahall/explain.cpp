// `datahall explain DIR job ID`: what became of one job of a run, and why.
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/job_account.hpp"
#include "tools/datahall/job_lookup.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 1> options{{{.name = "format",
                                          .argument = "table|json|csv",
                                          .meaning = "how to print the job",
                                          .fallback = "table"}}};
constexpr std::array<std::string_view, 2> examples{
    "datahall explain results/gpu_hall job 1042",
    "datahall explain results/gpu_hall job 1042 --format json",
};

void require_subject(const std::string& subject) {
    const std::vector<std::string> known{"job"};
    if (subject == known.front()) return;
    const std::string guess = did_you_mean(subject, known);
    throw UsageError{fmt::format("'explain' knows {} in a result directory, got '{}'{}{}", listed(known),
                                 escaped(subject), guess.empty() ? "" : "; ", guess),
                     "explain"};
}

std::uint64_t id_in(const std::string& text) {
    std::uint64_t id = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    if (error == std::errc{} && stop == end) return id;
    throw UsageError{
        fmt::format("expected the number of a job such as 1042 (column id of jobs.csv), got '{}'",
                    escaped(text)),
        "explain"};
}

int run(const Arguments& arguments, Session& session) {
    const std::vector<std::string>& words = arguments.operands();
    require_subject(words[1]);
    const std::vector<JobLine> jobs = jobs_with_id(words[0], id_in(words[2]));
    print_jobs(jobs, arguments.text("format"), session.screen.width,
               [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return exit_code::done;
}

}  // namespace

constinit const Verb explain_verb{.name = "explain",
                                  .summary = "say what became of a job of a run, and why",
                                  .operands = {"DIR job ID", 3, 3},
                                  .examples = examples,
                                  .options = options,
                                  .run = run};

}  // namespace datahall
