#include "sim/config/date.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr int first_year = 1700;
constexpr int last_year = 2250;

// Reads fixed-width fields off the front of a text; one failure makes all that follows fail.
class Fields {
public:
    explicit Fields(std::string_view text) : rest_{text} {}

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.size() <= i || rest_[i] < '0' || rest_[i] > '9') ok_ = false;
            if (!ok_) return 0;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    bool take(char c) {
        const bool there = rest_.starts_with(c);
        if (there) rest_.remove_prefix(1);
        return there;
    }
    void expect(char c) { ok_ = take(c) && ok_; }
    bool at_end() const { return rest_.empty(); }
    bool is_ok() const { return ok_; }

private:
    std::string_view rest_;
    bool ok_ = true;
};

int days_in(int year, int month) {
    const int next_year = month == 12 ? year + 1 : year;
    const int next_month = month == 12 ? 1 : month + 1;
    return static_cast<int>(days_from_civil(next_year, next_month, 1) - days_from_civil(year, month, 1));
}

bool exists(const CivilTime& c) {
    return c.year >= first_year && c.year <= last_year && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= days_in(c.year, c.month) && c.hour <= 23 && c.minute <= 59 && c.second <= 59;
}

// Seconds east of Greenwich.
std::optional<int> take_zone(Fields& f) {
    if (f.take('Z')) return 0;
    const bool east = f.take('+');
    if (!east && !f.take('-')) return std::nullopt;
    const int hours = f.digits(2);
    f.expect(':');
    const int minutes = f.digits(2);
    if (!f.is_ok() || hours > 14 || minutes > 59) return std::nullopt;
    const int offset = hours * 3'600 + minutes * 60;
    return east ? offset : -offset;
}

Parsed<Utc> refused(std::string hint) {
    return {std::nullopt, "a date such as \"2017-10-09T00:00:00Z\" or \"2017-10-09\"", std::move(hint)};
}

}  // namespace

Parsed<Utc> parse_utc(std::string_view text) {
    Fields f{text};
    CivilTime c;
    c.year = f.digits(4);
    f.expect('-');
    c.month = f.digits(2);
    f.expect('-');
    c.day = f.digits(2);
    int offset = 0;
    if (f.is_ok() && !f.at_end()) {
        f.expect('T');
        c.hour = f.digits(2);
        f.expect(':');
        c.minute = f.digits(2);
        f.expect(':');
        c.second = f.digits(2);
        if (!f.is_ok()) return refused({});
        const auto zone = take_zone(f);
        if (!zone) return refused("end a time with Z for UTC or with its offset such as +02:00");
        offset = *zone;
    }
    if (!f.is_ok() || !f.at_end()) return refused({});
    if (!exists(c)) return refused(fmt::format("no such time between {} and {}", first_year, last_year));
    return {Utc{from_civil(c).seconds - offset}, {}, {}};
}

std::string to_text(Utc time) {
    const CivilTime c = as_civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute,
                       c.second);
}

}  // namespace datahall
