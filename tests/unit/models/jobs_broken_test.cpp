// Broken traces of every format: a message with the place, or a counted drop; never a wrong job.
#include <zlib.h>

#include "sim/config/line_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

struct Sample {
    std::string model;
    std::string header;
    std::string line;  // a good record, {} for the time
    std::string separator;
};

const Sample samples[] = {
    {"swf", "; MaxProcs: 100\n", "1 7 -1 60 4 -1 -1 4 60 -1 1 1 1 1 1 1 -1 -1", " "},
    {"sacct", "JobIDRaw|User|Submit|ElapsedRaw|State|AllocTRES\n",
     "1|ann|2024-05-01T12:00:00|60|COMPLETED|cpu=1,gres/gpu=4", "|"},
    {"philly", "timestamp,duration,num_gpus,gpu_time,cluster\n", "2017-10-09 00:00:10,66.0,1,66.0,b", ","},
    {"jobs_csv", "id,user,submit_s,reference_s,requested_devices\n", "1,2,7,60,4", ","},
    {"alibaba_pods", "num_gpu,gpu_milli,qos,pod_phase,creation_time,deletion_time,scheduled_time\n",
     "4,1000,LS,Running,7,67,7", ","},
    {"azure_llm", "TIMESTAMP,ContextTokens,GeneratedTokens\n", "2023-11-16 18:15:46.5,100,10", ","},
};

std::unique_ptr<Workload> made(const std::string& model, const std::string& bytes) {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("work_class", "x").source("file", [&] {
        return make_line_source(bytes, "trace", LineLimits{});
    });
    if (model == "azure_llm") settings.set("input_rate", 1000).set("output_rate", 1000);
    if (model == "philly") settings.set("align", "start");
    auto workload = models.workload.find(model)->make(settings);
    REQUIRE(workload);
    return workload;
}

// The message, or "" if all was read; then the books must balance.
std::string outcome(const std::string& model, const std::string& bytes) {
    const auto workload = made(model, bytes);
    try {
        workload->open(whole_trace());
        std::uint64_t jobs = 0;
        while (const auto job = workload->next_job()) {
            ++jobs;
            REQUIRE(job->submit_ns >= 0);
            REQUIRE(job->run_ns > 0);
            REQUIRE(job->estimate_ns >= job->run_ns);
            REQUIRE(job->devices > 0);
        }
        const ImportReport r = workload->report();
        std::uint64_t dropped = 0;
        for (const DropCount& d : r.dropped) dropped += d.jobs;
        REQUIRE(r.kept + dropped == r.records);
        REQUIRE(r.served == jobs);
    } catch (const ConfigError& error) {
        REQUIRE_FALSE(error.problems().at(0).code.empty());
        return error.what();
    }
    return {};
}

std::string packed(const std::string& text) {
    std::string out(compressBound(text.size()) + 64, '\0');
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

std::string many(const Sample& s, int lines) {
    std::string text = s.header;
    for (int i = 0; i < lines; ++i) text += s.line + "\n";
    return text;
}

// The line with its field `at` replaced.
std::string replaced(const Sample& s, std::size_t at, const std::string& value) {
    std::string out;
    std::size_t begin = 0;
    for (std::size_t field = 0;; ++field) {
        const std::size_t end = std::min(s.line.find(s.separator, begin), s.line.size());
        out += (field > 0 ? s.separator : "") + (field == at ? value : s.line.substr(begin, end - begin));
        if (end == s.line.size()) return out;
        begin = end + 1;
    }
}

std::size_t fields_of(const Sample& s) {
    return static_cast<std::size_t>(std::ranges::count(s.line, s.separator.front())) + 1;
}

}  // namespace

TEST_CASE("a truncated or damaged gzip file is refused by every reader", "[jobs][trace]") {
    for (const Sample& s : samples) {
        INFO(s.model);
        std::string bytes = packed(many(s, 2000));
        CHECK(outcome(s.model, bytes).empty());
        CHECK_THAT(outcome(s.model, bytes.substr(0, bytes.size() / 2)), Catch::Contains("ends too early"));
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
        CHECK_FALSE(outcome(s.model, bytes).empty());
    }
}

TEST_CASE("binary data is refused by every reader", "[jobs][trace]") {
    for (const Sample& s : samples) {
        INFO(s.model);
        std::string noise = s.header;
        for (int i = 1; i < 4000; ++i) noise += static_cast<char>(i * 37 % 256);
        CHECK_FALSE(outcome(s.model, noise).empty());
        CHECK_FALSE(outcome(s.model, std::string(100, '\xff')).empty());
    }
}

TEST_CASE("a line with a field too many or too few is refused with its number", "[jobs][trace]") {
    for (const Sample& s : samples) {
        INFO(s.model);
        const std::string start = many(s, 3);
        const std::string where = "trace:" + std::to_string(std::ranges::count(start, '\n') + 1) + ":";
        const std::string more = s.line + s.separator + "1";
        const std::string fewer = s.line.substr(0, s.line.rfind(s.separator.front()));
        CHECK_THAT(outcome(s.model, start + more + "\n"), Catch::StartsWith(where));
        CHECK_THAT(outcome(s.model, start + fewer + "\n"), Catch::StartsWith(where));
    }
}

TEST_CASE("no value of any field is silently wrong", "[jobs][trace]") {
    const std::string values[] = {"-5",
                                  "0",
                                  "1e18",
                                  "1000000000000000000",
                                  "-1e18",
                                  "nan",
                                  "inf",
                                  "",
                                  "x",
                                  "1e400",
                                  "0x10",
                                  "9223372036854775808",
                                  "\"",
                                  "2017-13-45 00:00:00",
                                  "9999-12-31T00:00:00"};
    for (const Sample& s : samples) {
        for (std::size_t field = 0; field < fields_of(s); ++field) {
            for (const std::string& value : values) {
                INFO(s.model << " field " << field << " = " << value);
                outcome(s.model, many(s, 2) + replaced(s, field, value) + "\n" + s.line + "\n");
            }
        }
    }
}

TEST_CASE("times that run backwards give jobs in order and a count", "[jobs][trace]") {
    const auto workload =
        made("jobs_csv", "submit_s,reference_s,requested_devices\n300,1,1\n200,1,1\n100,1,1\n");
    workload->open(whole_trace());
    const auto jobs = drain(*workload);
    REQUIRE(jobs.size() == 3);
    CHECK(jobs[0].id == 3);
    CHECK(workload->report().out_of_order == 2);
    CHECK(workload->report().step_back_s == 200);
}

TEST_CASE("an empty file is refused where a header belongs", "[jobs][trace]") {
    for (const Sample& s : samples) {
        INFO(s.model);
        CHECK(outcome(s.model, "").empty() == (s.model == "swf"));
        CHECK(outcome(s.model, s.header).empty());
    }
}
