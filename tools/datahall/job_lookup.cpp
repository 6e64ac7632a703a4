#include "tools/datahall/job_lookup.hpp"

#include <charconv>
#include <filesystem>
#include <optional>

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
class Neighbours {
public:
    explicit Neighbours(std::uint64_t id) : id_{id} {}
    void note(std::uint64_t other) {
        ++jobs_;
        if (other < id_ && (!below_ || other > *below_)) below_ = other;
        if (other > id_ && (!above_ || other < *above_)) above_ = other;
    }
    std::string text() const {
        if (jobs_ == 0) return "it has no jobs";
        if (!below_) return fmt::format("the lowest number is {}", *above_);
        if (!above_) return fmt::format("the highest number is {}", *below_);
        return fmt::format("the nearest are {} and {}", *below_, *above_);
    }

private:
    std::uint64_t id_;
    std::uint64_t jobs_ = 0;
    std::optional<std::uint64_t> below_, above_;
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
    Neighbours neighbours{id};
    while (row.read_next(*lines, header.size())) {
        const std::uint64_t other = id_of(*lines, row[id_column]);
        neighbours.note(other);
        if (other == id) found.push_back(line_of(header, row));
    }
    if (found.empty()) {
        throw UsageError{fmt::format("no job {} in {}; {}", id, escaped(lines->name()), neighbours.text()),
                         "explain"};
    }
    return found;
}

}  // namespace datahall
