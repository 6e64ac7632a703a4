#include "sim/study/result_bytes.hpp"

#include <bit>
#include <concepts>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include "datahall/random.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t mark = 0x3130746c75736572;  // "result01"

// The fields of each part in the order of its declaration.  The bindings name every field, so that a new
// one does not compile before it has its place here.
template <class T, class Part>
concept Is = std::same_as<std::remove_const_t<T>, Part>;

template <Is<Metric> T>
auto fields(T& part) {
    auto& [name, value, unit, meaning] = part;
    return std::tie(name, value, unit, meaning);
}
template <Is<Audit> T>
auto fields(T& part) {
    auto& [name, passed, difference, tolerance] = part;
    return std::tie(name, passed, difference, tolerance);
}
template <Is<Finding> T>
auto fields(T& part) {
    auto& [code, object, text, value, limit, unit, time_s] = part;
    return std::tie(code, object, text, value, limit, unit, time_s);
}
template <Is<SourceUse> T>
auto fields(T& part) {
    auto& [entry, source, confidence] = part;
    return std::tie(entry, source, confidence);
}
template <Is<SeriesColumn> T>
auto fields(T& part) {
    auto& [name, unit, meaning] = part;
    return std::tie(name, unit, meaning);
}
template <Is<Series> T>
auto fields(T& part) {
    auto& [columns, values] = part;
    return std::tie(columns, values);
}
template <Is<StreamResult> T>
auto fields(T& part) {
    auto& [name, work_class, reference, cluster, carried_in, submitted, served, refused, lost, energy_j,
           running, queued] = part;
    return std::tie(name, work_class, reference, cluster, carried_in, submitted, served, refused, lost,
                    energy_j, running, queued);
}
template <Is<PowerEventRow> T>
auto fields(T& part) {
    auto& [time_s, object, event, value, unit] = part;
    return std::tie(time_s, object, event, value, unit);
}
template <Is<FloorRack> T>
auto fields(T& part) {
    auto& [path, type, role, x, y, width, depth, nameplate_w, limit_w] = part;
    return std::tie(path, type, role, x, y, width, depth, nameplate_w, limit_w);
}
template <Is<Floor> T>
auto fields(T& part) {
    auto& [hall, width, depth, racks] = part;
    return std::tie(hall, width, depth, racks);
}
template <Is<BillLine> T>
auto fields(T& part) {
    auto& [group, name, quantity, unit, usd, usd_low, usd_high, date, source, confidence] = part;
    return std::tie(group, name, quantity, unit, usd, usd_low, usd_high, date, source, confidence);
}
// All but the job records, whom they belong to, the ledger, the buses of the power chain, and what is told of
// zones, inlets and links.
template <Is<Result> T>
auto fields(T& part) {
    auto& [scenario, seed, replication, version, scenario_hash, trace_hash, complete, metrics, audits,
           findings, sources, series, power_events, jobs, ledger, clusters, owners, streams, floor, bill,
           links, power, heat, inlets] = part;
    return std::tie(scenario, seed, replication, version, scenario_hash, trace_hash, complete, metrics,
                    audits, findings, sources, series, power_events, clusters, streams, floor, bill);
}

template <class T>
concept HasFields = requires(T& part) {
    fields(part);
};

class Writer {
public:
    void put(std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(value >> shift);
    }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(bool value) { bytes_ += value ? '\1' : '\0'; }
    void put(const std::string& text) {
        put(std::uint64_t{text.size()});
        bytes_ += text;
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put(std::uint64_t{values.size()});
        for (const T& value : values) put(value);
    }
    template <HasFields T>
    void put(const T& part) {
        std::apply([this](const auto&... field) { (this->put(field), ...); }, fields(part));
    }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_{bytes} {}

    void get(std::uint64_t& value) {
        value = 0;
        const std::string_view digits = next(8);
        for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(digits[i]);
    }
    void get(double& value) {
        std::uint64_t bits = 0;
        get(bits);
        value = std::bit_cast<double>(bits);
    }
    void get(bool& value) { value = next(1)[0] != '\0'; }
    void get(std::string& text) { text = next(count()); }
    template <class T>
    void get(std::optional<T>& value) {
        bool exists = false;
        get(exists);
        if (exists) get(value.emplace());
    }
    template <class T>
    void get(std::vector<T>& values) {
        values.resize(count());
        for (T& value : values) get(value);
    }
    template <HasFields T>
    void get(T& part) {
        std::apply([this](auto&... field) { (this->get(field), ...); }, fields(part));
    }
    bool is_empty() const { return rest_.empty(); }

private:
    std::string_view next(std::size_t size) {
        if (size > rest_.size()) throw std::logic_error{"the bytes of a result end too early"};
        const std::string_view bytes = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return bytes;
    }
    // Everything that is counted takes a byte or more, so no count can ask for more memory than that.
    std::size_t count() {
        std::uint64_t value = 0;
        get(value);
        if (value > rest_.size()) throw std::logic_error{"a count in the bytes of a result is too large"};
        return value;
    }

    std::string_view rest_;
};

}  // namespace

std::string to_bytes(const Result& result) {
    Writer writer;
    writer.put(mark);
    writer.put(result);
    std::string bytes = writer.take();
    Writer sum;
    sum.put(fnv1a64(bytes));
    return bytes + sum.take();
}

Result result_from_bytes(std::string_view bytes) {
    constexpr std::size_t sum_size = 8;
    if (bytes.size() < 2 * sum_size) throw std::logic_error{"the bytes of a result end too early"};
    const std::string_view body = bytes.substr(0, bytes.size() - sum_size);
    std::uint64_t sum = 0;
    Reader{bytes.substr(body.size())}.get(sum);
    if (sum != fnv1a64(body)) throw std::logic_error{"the bytes of a result are damaged"};

    Reader reader{body};
    std::uint64_t start = 0;
    reader.get(start);
    if (start != mark) throw std::logic_error{"these are not the bytes of a result"};
    Result result;
    reader.get(result);
    if (!reader.is_empty()) throw std::logic_error{"the bytes of a result go on too long"};
    return result;
}

}  // namespace datahall
