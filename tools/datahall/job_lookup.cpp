#include "tools/datahall/job_lookup.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "models/workload/fields.hpp"
#include "sim/config/line_source.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<LineSource> open_jobs(const std::string& directory) {
    if (!fs::is_directory(directory)) {
        throw IoError{directory + ": not a directory; expected one that 'datahall run -o' has written"};
    }
    const std::string path = (fs::path{directory} / "jobs.csv").string();
    FileBytes bytes;
    if (bytes.open(path, FileBytes::Links::follow) != FileBytes::Failure::none) {
        throw IoError{path + ": cannot be read: " + bytes.reason() +
                      "; expected the result directory of a run"};
    }
    return make_line_source(std::move(bytes), path, LineLimits{});
}

std::uint64_t id_of(const LineSource& at, std::string_view text) {
    std::uint64_t id = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || stop != text.data() + text.size()) {
        at.refuse("id", "expected the whole number of a job, got " + shown(text));
    }
    return id;
}

// The numbers next to one that nobody has.
class Neighbors {
public:
    explicit Neighbors(std::uint64_t id) : id_{id} {}
    void note(std::uint64_t other) {
        ++jobs_;
        if (other < id_) below_ = has_below_ ? std::max(below_, other) : other;
        if (other > id_) above_ = has_above_ ? std::min(above_, other) : other;
        has_below_ = has_below_ || other < id_;
        has_above_ = has_above_ || other > id_;
    }
    std::string text() const {
        if (jobs_ == 0) return "it has no jobs";
        if (!has_below_) return fmt::format("the lowest number is {}", above_);
        if (!has_above_) return fmt::format("the highest number is {}", below_);
        return fmt::format("the nearest are {} and {}", below_, above_);
    }

private:
    std::uint64_t id_;
    std::uint64_t jobs_ = 0;
    std::uint64_t below_ = 0, above_ = 0;
    bool has_below_ = false, has_above_ = false;
};

JobLine line_of(const std::vector<std::string>& header, const CsvRow& row) {
    JobLine line;
    for (std::size_t c = 0; c < header.size(); ++c) {
        if (!row[c].empty()) line.push_back({header[c], std::string{row[c]}});
    }
    return line;
}

}  // namespace

std::vector<JobLine> jobs_with_id(const std::string& directory, std::uint64_t id) {
    const auto lines = open_jobs(directory);
    std::string_view first;
    if (!lines->next(first)) lines->refuse({}, "expected a header line such as id,cluster,...");
    CsvRow row;
    row.read(*lines, first);
    const std::size_t id_column = row.column(*lines, "id");
    std::vector<std::string> header;
    for (std::size_t c = 0; c < row.size(); ++c) header.emplace_back(row[c]);

    std::vector<JobLine> found;
    Neighbors neighbors{id};
    while (row.read_next(*lines, header.size())) {
        const std::uint64_t other = id_of(*lines, row[id_column]);
        neighbors.note(other);
        if (other == id) found.push_back(line_of(header, row));
    }
    if (found.empty()) {
        throw UsageError{fmt::format("no job {} in {}; {}", id, escaped(lines->name()), neighbors.text()),
                         "explain"};
    }
    return found;
}

}  // namespace datahall
