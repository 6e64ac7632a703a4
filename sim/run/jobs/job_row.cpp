#include "sim/run/jobs/job_row.hpp"

#include <bit>

namespace datahall {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

// The sign as the lowest bit, so that small differences of either sign are small.
std::uint64_t folded(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unfolded(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

class RowWriter {
public:
    explicit RowWriter(std::string& bytes) : bytes_{bytes} {}

    void whole(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
    }
    void difference(std::int64_t value) { whole(folded(value)); }
    // The first byte has 6 bits of it, and whether it is in seconds.
    void time(std::int64_t ns) {
        const bool is_whole = ns % ns_per_s == 0;
        const std::uint64_t value = folded(is_whole ? ns / ns_per_s : ns);
        const std::uint64_t first = (value & 0x3F) << 1 | (is_whole ? 1 : 0);
        bytes_ += static_cast<char>(value > 0x3F ? first | 0x80 : first);
        if (value > 0x3F) whole(value >> 6);
    }
    void number(double value) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(bits >> shift);
    }

private:
    std::string& bytes_;
};

class RowReader {
public:
    explicit RowReader(const char* at) : at_{at} {}

    std::uint64_t whole() {
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return value;
        }
    }
    std::uint32_t count() { return static_cast<std::uint32_t>(whole()); }
    std::int64_t difference() { return unfolded(whole()); }
    std::int64_t time() {
        const auto first = static_cast<unsigned char>(*at_++);
        std::uint64_t value = first >> 1 & 0x3Fu;
        if (first >= 0x80) value |= whole() << 6;
        return unfolded(value) * ((first & 1u) != 0 ? ns_per_s : 1);
    }
    double number() {
        std::uint64_t bits = 0;
        for (int shift = 0; shift < 64; shift += 8)
            bits |= std::uint64_t{static_cast<unsigned char>(*at_++)} << shift;
        return std::bit_cast<double>(bits);
    }
    const char* at() const { return at_; }

private:
    const char* at_;
};

// What the first byte says beside the state.
constexpr std::uint64_t started = 8, ended = 16, unusual = 32;
constexpr std::uint64_t state_mask = 7;
static_assert(job_state_count <= state_mask + 1);

// A job that ran once, at full speed, to its end, and is not what this asks for, as a rule.
bool is_unusual(const JobRow& row) {
    return row.slowed_ns != 0 || row.contended_ns != 0 || row.redone_ns != 0 || row.unbooked_ns != 0 ||
           row.stops != 0 || row.start_ns != row.first_start_ns || row.clock != 1.0;
}

void write_waits(const JobRow& row, RowWriter& out) {
    std::uint64_t causes = 0;
    for (std::size_t c = 0; c < wait_cause_count; ++c) causes |= std::uint64_t{row.waited_ns[c] != 0} << c;
    out.whole(causes);
    for (const std::int64_t ns : row.waited_ns) {
        if (ns != 0) out.time(ns);
    }
}

void read_waits(RowReader& in, JobRow& row) {
    const std::uint64_t causes = in.whole();
    for (std::size_t c = 0; c < wait_cause_count; ++c) {
        row.waited_ns[c] = (causes >> c & 1) != 0 ? in.time() : 0;
    }
}

void write_unusual(const JobRow& row, RowWriter& out) {
    out.time(row.slowed_ns);
    out.time(row.contended_ns);
    out.time(row.redone_ns);
    out.time(row.unbooked_ns);
    out.whole(row.stops);
    out.time(row.start_ns - row.first_start_ns);
    out.number(row.clock);
}

void read_unusual(RowReader& in, JobRow& row) {
    row.slowed_ns = in.time();
    row.contended_ns = in.time();
    row.redone_ns = in.time();
    row.unbooked_ns = in.time();
    row.stops = in.count();
    row.start_ns = row.first_start_ns + in.time();
    row.clock = in.number();
}

// When a job started and ended, as far from what its wait and its run say.
void write_run(const JobRow& row, RowWriter& out) {
    out.time(row.first_start_ns - row.submit_ns - row.wait_ns());
    if (row.end_ns >= 0) out.time(row.end_ns - row.first_start_ns - row.held_ns);
    out.whole(row.nodes);
    out.whole(row.leaves);
}

void read_run(RowReader& in, bool has_ended, JobRow& row) {
    row.first_start_ns = row.submit_ns + row.wait_ns() + in.time();
    row.start_ns = row.first_start_ns;
    if (has_ended) row.end_ns = row.first_start_ns + row.held_ns + in.time();
    row.nodes = in.count();
    row.leaves = in.count();
}

void write_record(const JobRow& row, const JobRow& before, RowWriter& out) {
    out.difference(static_cast<std::int64_t>(row.id - before.id));
    out.time(row.reference_ns);
    out.time(row.estimate_ns - row.reference_ns);
    out.whole(row.requested);
    if (!row.has_started()) return;
    out.number(row.energy_j);
    out.number(row.overhead_j);
}

void read_record(RowReader& in, std::uint64_t id_before, JobRow& row) {
    row.id = id_before + static_cast<std::uint64_t>(in.difference());
    row.reference_ns = in.time();
    row.estimate_ns = row.reference_ns + in.time();
    row.requested = in.count();
    if (!row.has_started()) return;
    row.energy_j = in.number();
    row.overhead_j = in.number();
}

}  // namespace

void write_row(const JobRow& row, const JobRow& before, RowParts parts, std::string& bytes) {
    RowWriter out{bytes};
    const bool unlike = is_unusual(row);
    out.whole(static_cast<std::uint64_t>(row.state) | (row.has_started() ? started : 0) |
              (row.end_ns >= 0 ? ended : 0) | (unlike ? unusual : 0));
    out.whole(row.number - before.number);
    out.whole(row.kind);
    for (const std::uint32_t name : row.owner.of) out.whole(name);
    out.time(row.submit_ns - before.submit_ns);
    out.time(row.run_ns);
    out.time(row.held_ns - row.run_ns);
    write_waits(row, out);
    if (row.has_started()) write_run(row, out);
    if (unlike) write_unusual(row, out);
    if (parts == RowParts::record) write_record(row, before, out);
}

const char* read_row(const char* at, RowParts parts, JobRow& row) {
    RowReader in{at};
    JobRow next;
    const std::uint64_t head = in.whole();
    next.state = static_cast<JobState>(head & state_mask);
    next.number = row.number + in.count();
    next.kind = in.count();
    for (std::uint32_t& name : next.owner.of) name = in.count();
    next.submit_ns = row.submit_ns + in.time();
    next.run_ns = in.time();
    next.held_ns = next.run_ns + in.time();
    read_waits(in, next);
    if ((head & started) != 0) read_run(in, (head & ended) != 0, next);
    if ((head & unusual) != 0) read_unusual(in, next);
    if (parts == RowParts::record) read_record(in, row.id, next);
    row = next;
    return in.at();
}

}  // namespace datahall
