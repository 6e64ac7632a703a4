// How a described struct is filled, and what a planner reads when the file is wrong.
#include "sim/config/reader.hpp"

#include "datahall/model/registry.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace datahall {
namespace {

enum class Side { front, rear };

struct Slot {
    std::int64_t unit = 1;
    std::string label;
};
void describe(Keys& k, Slot& c) {
    k.required({"unit", "Lowest rack unit", {.at_least = 1, .at_most = 60}}, c.unit);
    k.optional({"label", "Printed on the door"}, c.label);
}

struct Feed {
    Watts limit = Watts::from_si(1000);
};
void describe(Keys& k, Feed& c) {
    k.optional({"limit", "Breaker limit", {.at_least = 1}}, c.limit);
}

struct Rack {
    Watts power_limit;
    std::int64_t units = 42;
    double load = 0.5;
    Celsius inlet{25};
    bool locked = false;
    std::string name;
    Utc since;
    Side side = Side::front;
    std::optional<Meters> depth;
    std::vector<Seconds> delays;
    std::vector<std::string> tags;
    std::vector<Slot> slots{Slot{}, Slot{}};
    std::map<std::string, Feed, std::less<>> feeds;
    Feed main;
};
void describe(Keys& k, Rack& c) {
    static constexpr std::string_view sides[] = {"front", "rear"};
    k.required({"power_limit", "What the rack may draw", {.at_least = 1, .at_most = 1e6}}, c.power_limit);
    k.optional({"units", "Height in rack units", {.at_least = 1, .at_most = 60, .example = "42"}}, c.units);
    k.optional({"load", "Share of the limit", {.above = 0, .below = 1}}, c.load);
    k.optional({"inlet", "Air at the front"}, c.inlet);
    k.optional({"locked", "Whether it has a lock"}, c.locked);
    k.optional({"name", "What it is called"}, c.name);
    k.optional({"since", "When it was set up"}, c.since);
    k.choice({"side", "Where the cables are"}, Presence::optional, sides, c.side);
    k.optional({"depth", "Front to rear"}, c.depth);
    k.optional({"delays", "Steps of the start"}, c.delays);
    k.optional({"tags", "Free words"}, c.tags);
    k.optional({"slots", "What is where"}, c.slots);
    k.optional({"feeds", "Supplies by name"}, c.feeds);
    k.optional({"main", "The supply"}, c.main);
}

// Reads `yaml` into `rack`: "ok" or the messages.
std::string fill(Rack& rack, const std::string& yaml) {
    try {
        const YamlTree tree = parse_yaml(yaml, "hall.yaml");
        Problems problems;
        ReadContext context;
        Reader reader{tree.root, problems, context, "rack"};
        describe(reader, rack);
        const bool clean = reader.done();
        CHECK(clean == problems.empty());
        problems.throw_if_any();
        return "ok";
    } catch (const ConfigError& e) {
        return e.what();
    }
}

std::string outcome(const std::string& yaml) {
    Rack rack;
    return fill(rack, yaml);
}
// With the required key in the first line, so that `yaml` starts on line 2.
std::string with_limit(const std::string& yaml) {
    return outcome("power_limit: 12 kW\n" + yaml);
}

}  // namespace
}  // namespace datahall

TEST_CASE("every kind of value is read into its member", "[reader]") {
    Rack r;
    REQUIRE(fill(r,
                 "power_limit: 12 kW\nunits: 48\nload: 95 %\ninlet: 77 degF\nlocked: true\nname: Row A\n"
                 "since: 1970-01-02\nside: rear\ndepth: 1.2 m\ndelays: [1 s, 2 min]\ntags: [a, b]\n"
                 "slots: [{unit: 3, label: x}]\nfeeds: {a: {limit: 5 kW}, b: {}}\nmain: {limit: 7 W}\n") ==
            "ok");
    CHECK(r.power_limit == Watts::from_si(12'000));
    CHECK(r.units == 48);
    CHECK(r.load == 0.95);
    CHECK(r.inlet == Celsius{25});  // (77 - 32) * 5 / 9
    CHECK(r.locked);
    CHECK(r.name == "Row A");
    CHECK(r.since == Utc{86'400});
    CHECK(r.side == Side::rear);
    CHECK(r.depth == Meters::from_si(1.2));
    CHECK(r.delays == std::vector{Seconds::from_si(1), Seconds::from_si(120)});
    CHECK(r.tags == std::vector<std::string>{"a", "b"});
    REQUIRE(r.slots.size() == 1);  // the list replaces the default of two
    CHECK(r.slots[0].unit == 3);
    CHECK(r.feeds.at("a").limit == Watts::from_si(5'000));
    CHECK(r.feeds.at("b").limit == Watts::from_si(1'000));
    CHECK(r.main.limit == Watts::from_si(7));
}

TEST_CASE("absent optional keys keep their defaults", "[reader]") {
    Rack r;
    REQUIRE(fill(r, "power_limit: 0.5 kW\nslots: []\n") == "ok");
    CHECK(r.units == 42);
    CHECK_FALSE(r.depth);
    CHECK(r.slots.empty());
    CHECK(r.main.limit == Watts::from_si(1'000));
}

TEST_CASE("a wrong value is told with its place, what was expected and what was found", "[reader]") {
    CHECK(
        outcome("power_limit: 12 kWh") ==
        "hall.yaml:1:14: error[E0202]: rack.power_limit: expected a power such as \"12 kW\", got \"12 kWh\" "
        "('kWh' is a unit of energy; units: W, kW, MW, GW)");
    CHECK(
        outcome("units: 4") ==
        "hall.yaml:1:1: error[E0103]: rack: 'power_limit' is required, but missing (What the rack may draw)");
    CHECK(with_limit("units: 0x10") ==
          "hall.yaml:2:8: error[E0201]: rack.units: expected a whole number such as \"42\", got \"0x10\" "
          "(numbers are decimal)");
    CHECK(with_limit("locked: yes") ==
          "hall.yaml:2:9: error[E0203]: rack.locked: expected true or false, got \"yes\"");
    CHECK(with_limit("load: .nan") ==
          "hall.yaml:2:7: error[E0201]: rack.load: expected a number such as \"0.95\", got \".nan\"");
    CHECK(with_limit("inlet: [1]") ==
          "hall.yaml:2:8: error[E0202]: rack.inlet: expected a temperature such as \"27 degC\", got a list");
    CHECK(with_limit("since: tomorrow") ==
          "hall.yaml:2:8: error[E0205]: rack.since: expected a date such as \"2017-10-09T00:00:00Z\" or "
          "\"2017-10-09\", got \"tomorrow\"");
    CHECK(with_limit("side: raer") ==
          "hall.yaml:2:7: error[E0402]: rack.side: expected one of 'front' or 'rear', got \"raer\" "
          "(did you mean 'rear'?)");
    CHECK(with_limit("delays: [1 s, 2]") ==
          "hall.yaml:2:15: error[E0202]: rack.delays[1]: expected a time such as \"15 min\", got \"2\" "
          "(no unit; units: ns, us, ms, s, min, h, d, y)");
    CHECK(with_limit("tags: a").starts_with(
        "hall.yaml:2:7: error[E0110]: rack.tags: expected a list, got \"a\""));
    CHECK(with_limit("main: 3") ==
          "hall.yaml:2:7: error[E0110]: rack.main: expected a mapping of keys, got \"3\"");
    CHECK(with_limit("feeds: [a]") ==
          "hall.yaml:2:8: error[E0110]: rack.feeds: expected a mapping of names to mappings, got a list");
    CHECK(outcome("- 1") == "hall.yaml:1:1: error[E0110]: rack: expected a mapping of keys, got a list");
}

TEST_CASE("a scalar that is there but empty is an error, an empty mapping is not", "[reader]") {
    CHECK(
        with_limit("units:").starts_with("hall.yaml:2:1: error[E0206]: rack.units: expected a whole number"));
    CHECK(with_limit("units: ~").ends_with("got nothing"));
    CHECK(with_limit("name:").starts_with(
        "hall.yaml:2:1: error[E0206]: rack.name: expected text, got nothing"));
    CHECK(with_limit("slots:").starts_with(
        "hall.yaml:2:1: error[E0206]: rack.slots: expected a list, got nothing"));
    CHECK(with_limit("depth: ~").starts_with("hall.yaml:2:8: error[E0206]"));
    CHECK(with_limit("main:\n") == "ok");
    CHECK(with_limit("feeds:\n") == "ok");
}

TEST_CASE("bounds are checked as they are meant: at least and at most include, above and below do not",
          "[reader]") {
    CHECK(outcome("power_limit: 1 W") == "ok");
    CHECK(outcome("power_limit: 0.5 W") ==
          "hall.yaml:1:14: error[E0301]: rack.power_limit: expected at least 1 W, got \"0.5 W\"");
    CHECK(outcome("power_limit: 1 MW") == "ok");
    CHECK(outcome("power_limit: 1.1 MW") ==
          "hall.yaml:1:14: error[E0301]: rack.power_limit: expected at most 1 MW, got \"1.1 MW\"");
    CHECK(with_limit("load: 0") == "hall.yaml:2:7: error[E0301]: rack.load: expected more than 0, got \"0\"");
    CHECK(with_limit("load: 100 %") ==
          "hall.yaml:2:7: error[E0301]: rack.load: expected less than 1, got \"100 %\"");
    CHECK(with_limit("units: 61") ==
          "hall.yaml:2:8: error[E0301]: rack.units: expected at most 60, got \"61\"");
}

TEST_CASE("unknown keys are errors with a suggestion or the list of what is known", "[reader]") {
    CHECK(with_limit("untis: 4") ==
          "hall.yaml:2:1: error[E0102]: rack.untis: unknown key (did you mean 'units'?)");
    CHECK(with_limit("main: {zzzzz: 1}") ==
          "hall.yaml:2:8: error[E0102]: rack.main.zzzzz: unknown key (known here: 'limit')");
    CHECK(with_limit("slots: [{unit: 1, lable: x}]") ==
          "hall.yaml:2:19: error[E0102]: rack.slots[0].lable: unknown key (did you mean 'label'?)");
}

TEST_CASE("names of entries are safe in files, columns and command lines", "[reader]") {
    CHECK(is_safe_name("DGX-H100_v1.2"));
    for (const char* name : {"", ".", "..", "-rf", "a/b", "a b", "a\n", "=1", "\xc3\xbc"})
        CHECK_FALSE(is_safe_name(name));
    CHECK(is_safe_name(std::string(64, 'a')));
    CHECK_FALSE(is_safe_name(std::string(65, 'a')));
    CHECK(with_limit("feeds: {../x: {}}") ==
          "hall.yaml:2:9: error[E0112]: rack.feeds.../x: not usable as a name "
          "(1 to 64 of A-Z a-z 0-9 . _ and -, not starting with -)");
}

TEST_CASE("text that a spreadsheet or a terminal would act on is refused", "[reader]") {
    CHECK(with_limit("name: =1+1")
              .starts_with("hall.yaml:2:7: error[E0204]: rack.name: the text \"=1+1\" must not start"));
    for (const char* text : {"+1", "\"@SUM(A1)\"", "\"\\tx\""})
        CHECK(with_limit(std::string{"name: "} + text) != "ok");
    CHECK(with_limit("name: \"a\\e[31mb\"") ==
          "hall.yaml:2:7: error[E0204]: rack.name: the text \"a\\x1b[31mb\" holds a control character or a "
          "line break");
    CHECK(with_limit("name: \"a\\nb\"") != "ok");
    CHECK(with_limit("tags: [ok, =x]").starts_with("hall.yaml:2:12: error[E0204]: rack.tags[1]"));
    CHECK(with_limit("name: >\n  two\n  lines\n") == "ok");  // folded to "two lines"
}

TEST_CASE("every mistake of a file is reported at once, in file order", "[reader]") {
    CHECK(outcome("untis: 4\npower_limit: nan W\nunits: 1e3\nslots:\n- {unit: 0}\n- {}\n") ==
          "hall.yaml:1:1: error[E0102]: rack.untis: unknown key (did you mean 'units'?)\n"
          "hall.yaml:2:14: error[E0202]: rack.power_limit: expected a power such as \"12 kW\", got \"nan W\" "
          "(numbers are finite)\n"
          "hall.yaml:3:8: error[E0201]: rack.units: expected a whole number such as \"42\", got \"1e3\" "
          "(without decimal point or exponent)\n"
          "hall.yaml:5:10: error[E0301]: rack.slots[0].unit: expected at least 1, got \"0\"\n"
          "hall.yaml:6:3: error[E0103]: rack.slots[1]: 'unit' is required, but missing (Lowest rack unit)");
}

TEST_CASE("twenty mistakes are shown, in file order, and the rest counted", "[reader]") {
    std::string yaml = "power_limit: 1 W\nslots:\n";
    for (int i = 0; i < 25; ++i) yaml += "- {unit: 99}\n";
    const std::string text = outcome(yaml);
    CHECK(std::ranges::count(text, '\n') == 20);
    CHECK(text.starts_with("hall.yaml:3:10: error[E0301]: rack.slots[0].unit"));
    CHECK(text.find("rack.slots[19].unit") != std::string::npos);
    CHECK(text.ends_with("\nhall.yaml: ... and 5 more"));
}

TEST_CASE("a refusal by the described struct stands at the value it speaks of", "[reader]") {
    const YamlTree tree = parse_yaml("low: 5\nhigh: 3\n", "f.yaml");
    Problems problems;
    ReadContext context;
    Reader r{tree.root, problems, context, "band"};
    r.refuse("high", "must not be below 'low'");
    r.refuse("", "has no middle");
    CHECK_FALSE(r.done());
    CHECK(r.where("high") == Where{"f.yaml", 2, 7});
    CHECK(r.where("none") == Where{"f.yaml", 1, 1});
    const auto found = problems.sorted();
    REQUIRE(found.size() == 4);  // and two keys that nobody asked for
}

namespace datahall {
namespace {

struct Engine {
    explicit Engine(Watts p) : power{p} {}
    Watts power;
};
std::unique_ptr<Engine> make_diesel(Keys& keys) {
    Watts power;
    keys.required({"power", "Shaft power"}, power);
    if (!keys.done()) return nullptr;
    return std::make_unique<Engine>(power);
}
std::unique_ptr<Engine> make_idle(Keys& keys) {
    if (!keys.done()) return nullptr;
    return std::make_unique<Engine>(Watts{});
}

std::string make_engine(const std::string& yaml, std::unique_ptr<Engine>& engine,
                        Presence presence = Presence::required) {
    Registry<Engine> registry;
    registry.add("diesel", "Burns oil", make_diesel);
    registry.add("idle", "Does nothing", make_idle);
    const YamlTree tree = parse_yaml(yaml, "f.yaml");
    Problems problems;
    ReadContext context;
    Reader r{tree.root, problems, context};
    registry.read(r, {"engine", "What turns"}, presence, engine);
    r.done();
    try {
        problems.throw_if_any();
        return "ok";
    } catch (const ConfigError& e) {
        return e.what();
    }
}

}  // namespace
}  // namespace datahall

TEST_CASE("a model's factory reads the mapping that names it", "[reader]") {
    std::unique_ptr<Engine> engine;
    CHECK(make_engine("engine: {model: diesel, power: 3 kW}", engine) == "ok");
    REQUIRE(engine);
    CHECK(engine->power == Watts::from_si(3'000));
}

TEST_CASE("a model with wrong settings is not made, and says why", "[reader]") {
    std::unique_ptr<Engine> engine;
    CHECK(make_engine("engine: {model: diesel, pwoer: 3 kW}", engine) ==
          "f.yaml:1:9: error[E0103]: engine: 'power' is required, but missing (Shaft power)\n"
          "f.yaml:1:25: error[E0102]: engine.pwoer: unknown key (did you mean 'power'?)");
    CHECK_FALSE(engine);
    CHECK(make_engine("engine: {model: deisel}", engine) ==
          "f.yaml:1:17: error[E0401]: engine.model: expected one of 'diesel' or 'idle', got \"deisel\" "
          "(did you mean 'diesel'?)");
    CHECK(make_engine("engine: {power: 3 kW}", engine) ==
          "f.yaml:1:9: error[E0103]: engine: 'model' is required, but missing (known models: 'diesel' or "
          "'idle')");
    CHECK(make_engine("engine: idle", engine) ==
          "f.yaml:1:9: error[E0110]: engine: expected a mapping with the key 'model', got \"idle\" "
          "(write {model: name})");
    CHECK(make_engine("x: 1", engine).starts_with("f.yaml:1:1: error[E0102]"));
    CHECK(make_engine("x: 1", engine).find("'engine' is required, but missing") != std::string::npos);
    CHECK(make_engine("{}", engine, Presence::optional) == "ok");
}
