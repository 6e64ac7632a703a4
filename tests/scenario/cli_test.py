#!/usr/bin/env python3
"""The command line as users and scripts meet it.  Usage: cli_test.py DATAHALL SOURCE_FOLDER [TEST...]"""
import csv
import decimal
import gzip
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from xml.etree import ElementTree

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(sys.argv[2]).resolve()
SCENARIO = str(SOURCE / "scenarios" / "starter" / "philly_replay.yaml")
SHORT = ["--until", "1 d"]  # of simulated time: a run of a moment
FILES = {"result.json", "meta.json", "scenario.yaml", "series.csv", "jobs.csv", "ledger.csv", "findings.csv",
         "columns.json", "power.csv", "one_line.svg", "losses.csv", "sankey.json", "sankey.svg", "duration.csv",
         "power_events.csv", "zones.csv", "racks.csv", "heat_map.svg", "heat_sankey.json", "heat_sankey.svg"}
LIMIT_S = 120
# What a whole month is cut to where the build is too slow for it; nothing elsewhere.
CUT = ["--until", "4 d"] if os.environ.get("DATAHALL_SLOW_BUILD") else []


def environment(**changes):
    plain = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "TERM")}
    return {**plain, "TERM": "xterm-256color", **changes}


def datahall(*words, cwd=None, env=None, **more):
    return subprocess.run([PROGRAM, *words], cwd=cwd, env=env or environment(), capture_output=True, text=True,
                          timeout=LIMIT_S, check=False, **more)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="datahall cli ")  # with a space: no path may be split
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def assert_exit(self, done, code):
        self.assertEqual(done.returncode, code, f"{done.args}\nstdout: {done.stdout}\nstderr: {done.stderr}")


class Help(CommandLine):
    def test_no_arguments_give_a_short_overview_with_two_examples(self):
        done = datahall()
        self.assert_exit(done, 0)
        lines = done.stdout.splitlines()
        self.assertLessEqual(len(lines), 15)
        self.assertEqual(sum("datahall " in line and line.startswith("  datahall") for line in lines), 2)
        self.assertEqual(done.stderr, "")

    def test_the_examples_of_the_overview_run_as_they_stand(self):
        shutil.copytree(SOURCE / "scenarios", self.path("scenarios"))
        for line in datahall().stdout.splitlines():
            if line.startswith("  datahall "):
                self.assert_exit(datahall(*line.split()[1:], *CUT, cwd=self.folder), 0)

    def test_help_is_the_same_in_every_spelling_and_leads_with_examples(self):
        for verb in ("run", "plan", "sweep", "check", "verify", "calc", "validate", "list", "version"):
            text = datahall(verb, "--help")
            self.assert_exit(text, 0)
            for other in (["help", verb], ["--help", verb], [verb, "-h"], [verb, "x", "--help"]):
                self.assertEqual(datahall(*other).stdout, text.stdout, other)
            self.assertLess(text.stdout.index("Examples:"), text.stdout.index("Options:"))
            self.assertIn(f"Usage: datahall {verb}", text.stdout)

    def test_help_keeps_to_the_width_of_the_terminal_between_60_and_120(self):
        for columns, most in (("40", 60), ("80", 80), ("300", 120)):
            text = datahall("run", "--help", env=environment(COLUMNS=columns)).stdout
            options = text[text.index("Options:"):]
            self.assertLessEqual(max(len(line) for line in options.splitlines()), most)


class Usage(CommandLine):
    def test_mistyped_options_and_verbs_are_recognized(self):
        done = datahall("run", "--sede", "1", "s.yaml")
        self.assert_exit(done, 2)
        self.assertIn("did you mean '--seed'", done.stderr)
        self.assertIn("try: datahall run --help", done.stderr)
        done = datahall("rnu", "s.yaml")
        self.assert_exit(done, 2)
        self.assertIn("'run'", done.stderr)
        for wrong in (["help", "rnu"], ["--seed", "1", "run"], ["list", "modles"], ["list"], ["run"], ["version", "x"]):
            self.assert_exit(datahall(*wrong), 2)

    def test_a_wrong_value_is_shown_and_nothing_is_written(self):
        for value in (["--seed", "-1"], ["--seed", "1x"], ["--seed", "18446744073709551616"], ["--see", "7"],
                      ["--seed"], ["--until", "5"], ["--timeout", "-1 s"], ["--max-events", "0"],
                      ["--format", "xml"], ["--set", "novalue"], ["--max-input", "1"], ["--seed", "1", "--seed", "2"]):
            done = datahall("run", SCENARIO, "-o", self.path("out"), *value)
            self.assert_exit(done, 2)
            self.assertIn(value[-1] if len(value) == 2 and value[0] != "--see" else value[0], done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(os.listdir(self.folder), [])

    def test_no_byte_of_an_argument_reaches_the_terminal_raw(self):
        for words in (["\x1b[31m"], ["run", "--\x1b[31m"], ["run", "\x1b[31m\nforged.yaml"],
                      ["run", SCENARIO, "--set", "\x1b]0;x\x07=1"], ["list", "\x9b31m"], ["run", SCENARIO, "--seed", "\n"],
                      ["run", SCENARIO, "-o", "/dev/null/\x1b[31m"]):
            done = subprocess.run([PROGRAM, *words], capture_output=True, timeout=LIMIT_S, check=False, env=environment())
            self.assertIn(done.returncode, (2, 3, 4))
            for line in (done.stdout + done.stderr).splitlines():
                self.assertFalse(any(byte < 0x20 or byte == 0x7f for byte in line), line)


class Input(CommandLine):
    def scenario_with(self, old, new):
        text = pathlib.Path(SCENARIO).read_text(encoding="utf-8")
        self.assertIn(old, text)
        path = self.path("a.yaml")
        pathlib.Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def test_a_mistyped_key_is_shown_in_its_line(self):
        path = self.scenario_with("duration:", "duratoin:")
        for verb in ("run", "plan", "validate"):
            done = datahall(verb, path)
            self.assert_exit(done, 3)
            self.assertIn("duratoin", done.stderr)
            self.assertIn("did you mean 'duration'", done.stderr)
            self.assertIn("^~~~", done.stderr)
            self.assertIn("nothing was simulated", done.stderr.splitlines()[-1])
            self.assertEqual(done.stdout, "")

    def test_a_refused_input_leaves_no_directory(self):
        path = self.scenario_with("duration:", "duratoin:")
        self.assert_exit(datahall("run", path, "-o", self.path("out")), 3)
        self.assertFalse(os.path.exists(self.path("out")))

    def test_a_wrong_override_is_an_input_error_with_its_place(self):
        done = datahall("run", SCENARIO, "--set", "duratoin=1 d")
        self.assert_exit(done, 3)
        self.assertIn("--set", done.stderr)

    def test_validate_reports_every_file_in_every_format(self):
        path = self.scenario_with("duration:", "duratoin:")
        done = datahall("validate", SCENARIO, path, "--format", "json")
        self.assert_exit(done, 3)
        problems = json.loads(done.stdout)
        self.assertTrue(all(p["file"] == path for p in problems))
        self.assertEqual(set(problems[0]), {"code", "severity", "file", "line", "column", "end_column", "path",
                                            "message", "suggestion"})
        done = datahall("validate", path, "--format", "github")
        self.assert_exit(done, 3)
        self.assertTrue(all(line.startswith("::error file=") for line in done.stdout.splitlines()))
        self.assert_exit(datahall("validate", SCENARIO), 0)
        self.assert_exit(datahall("validate", SCENARIO, self.path("gone.yaml")), 4)
        self.assert_exit(datahall("validate", self.path("gone.yaml"), path), 3)

    def test_validate_tells_what_a_trace_holds(self):
        philly = str(SOURCE / "scenarios" / "data" / "jobs" / "philly_jobs.csv.gz")
        swf = str(SOURCE / "scenarios" / "data" / "jobs" / "synthetic_128.swf.gz")
        done = datahall("validate", philly, swf)
        self.assert_exit(done, 0)
        self.assertIn(philly + ": valid (philly)", done.stdout)
        self.assertIn("82247, 82247 kept", done.stdout)
        self.assertIn(swf + ": valid (swf)", done.stdout)
        self.assertIn("3 records before the one above them", done.stdout)
        self.assertIn("of 128 devices", done.stdout)  # the log says what its machine has

        done = datahall("validate", philly, "--devices", "64", "--set", "skip=30 d", "--set", "take=10 d",
                        "--format", "json")
        self.assert_exit(done, 0)
        report = json.loads(done.stdout)
        self.assertEqual(report["problems"], [])
        trace = report["traces"][0]
        self.assertEqual(trace["format"], "philly")
        self.assertEqual(trace["kept"] + sum(trace["dropped"].values()), trace["records"])
        self.assertLessEqual(trace["span_s"], 10 * 86400)
        self.assertEqual(sum(s["jobs"] for s in trace["slices"]), trace["kept"])
        self.assertEqual(trace["too_wide"], sum(s["jobs"] for s in trace["sizes"] if s["from"] > 64))

    def test_validate_says_where_a_trace_is_wrong_and_what_it_cannot_read(self):
        pathlib.Path(self.path("broken.swf")).write_text("; MaxProcs: 9\n1 2 3\n", encoding="utf-8")
        done = datahall("validate", self.path("broken.swf"))
        self.assert_exit(done, 3)
        self.assertIn("broken.swf:2: error[E0604]: expected 18 numbers, got 3", done.stderr)
        pathlib.Path(self.path("other.csv")).write_text("a,b\n1,2\n", encoding="utf-8")
        done = datahall("validate", self.path("other.csv"))
        self.assert_exit(done, 3)
        self.assertIn("expected a trace in one of the formats swf, sacct", done.stderr)
        done = datahall("validate", self.path("other.csv"), "--trace", "philly")
        self.assert_exit(done, 3)
        self.assertIn("timestamp", done.stderr)
        self.assert_exit(datahall("validate", self.path("gone.csv")), 4)
        self.assert_exit(datahall("validate", self.path("other.csv"), "--trace", "excel"), 2)
        self.assert_exit(datahall("validate", self.path("other.csv"), "--devices", "0"), 2)

    def test_a_synthetic_workload_is_fitted_to_a_trace(self):
        philly = str(SOURCE / "scenarios" / "data" / "jobs" / "philly_jobs.csv.gz")
        done = datahall("validate", philly, "--fit")
        self.assert_exit(done, 0)
        keys = dict(line.strip().split(": ", 1) for line in done.stdout.splitlines() if ": " in line and line[0] != "#")
        # The list's published mean run time, and 108.9 d with 82,246 gaps: 9408690 s / 82246.
        self.assertAlmostEqual(float(keys["run_mean"].split()[0]), 13135.9, delta=1)
        self.assertAlmostEqual(float(keys["interarrival"].split()[0]), 114.397, delta=0.01)
        self.assertEqual(keys["users"], "15")
        self.assertTrue(keys["widths"].startswith("[1, 4, 2, 8, 16"))  # by how many jobs ask for them
        self.assertNotIn("overestimate", keys)  # the list has no estimates
        fitted = self.path("fitted.yaml")
        indented = "".join("    " + line + "\n" for line in done.stdout.splitlines())
        pathlib.Path(fitted).write_text(
            'extends: "shipped:starter/gpu_hall.yaml"\ndemand:\n  - name: fitted\n' + indented, encoding="utf-8")
        self.assert_exit(datahall("validate", fitted), 0)

    def test_the_jobs_of_a_run_can_be_replayed(self):
        self.assert_exit(datahall("run", SCENARIO, *SHORT, "-o", self.path("first")), 0)
        shutil.copy(self.path("first", "jobs.csv"), self.path("jobs.csv"))
        again = self.path("again.yaml")
        pathlib.Path(again).write_text(
            'extends: "shipped:starter/philly_replay.yaml"\ndemand:\n  - name: replay\n'
            "    workload: {model: jobs_csv, file: jobs.csv, work_class: philly_training}\n", encoding="utf-8")
        self.assert_exit(datahall("run", again, *SHORT, "-o", self.path("second")), 0)
        first, second = rows_of(self.path("first", "jobs.csv")), rows_of(self.path("second", "jobs.csv"))
        self.assertGreater(len(first), 1000)
        keep = [i for i, name in enumerate(first[0]) if name not in ("stream", "id")]  # copies are numbered anew
        self.assertEqual([[row[i] for i in keep] for row in first], [[row[i] for i in keep] for row in second])

    def test_what_cannot_be_read_is_an_input_output_error(self):
        os.mkfifo(self.path("fifo.yaml"))
        for file in (self.path("gone.yaml"), self.folder, "/dev/null/x"):
            done = datahall("run", file)
            self.assert_exit(done, 4)
            self.assertIn(os.path.basename(file), done.stderr)
        self.assertIn(datahall("run", self.path("fifo.yaml")).returncode, (3, 4))  # and does not wait for a writer


class FabricFiles(CommandLine):
    OPENSM = SOURCE / "tests" / "unit" / "fabric" / "data" / "opensm"

    def test_a_fabric_file_is_checked_by_itself(self):
        done = datahall("fabric", "check", str(self.OPENSM / "degraded.net.gz"), "--format", "json",
                        "--set", 'topology.rail_mark="-r"')
        self.assert_exit(done, 0)
        figures = json.loads(done.stdout)
        self.assertEqual(figures["given"]["nodes"]["value"], 8)
        self.assertEqual(figures["follows"]["leaf_spine_cables"]["value"], 29)
        # a leaf with 4 nodes has lost 2 of its 4 cables upwards
        self.assertEqual(figures["follows"]["oversubscription"]["value"], 2)

    def test_what_is_written_reads_back(self):
        first = self.path("a.graphml")
        self.assert_exit(datahall("fabric", "write", str(self.OPENSM / "small.net.gz"), "--as", "graphml", "-o", first), 0)
        records = self.path("b.ibnetdiscover")
        self.assert_exit(datahall("fabric", "write", first, "--as", "ibnetdiscover", "--output", records), 0)
        done = datahall("fabric", "write", records, "--as", "ibsim")
        self.assert_exit(done, 0)
        with gzip.open(self.OPENSM / "small.net.gz", "rt", encoding="ascii") as net:
            self.assertEqual(done.stdout, net.read())

    def test_a_broken_fabric_file_is_refused_at_its_line(self):
        cut = self.path("cut.net")
        with gzip.open(self.OPENSM / "small.net.gz", "rt", encoding="ascii") as net:
            pathlib.Path(cut).write_text("".join(net.readlines()[:20]), encoding="ascii")
        done = datahall("fabric", "check", cut)
        self.assert_exit(done, 3)
        self.assertIn("cut.net:2:", done.stderr)
        self.assertIn("has no record: is the file cut off?", done.stderr)
        tables = datahall("fabric", "check", str(self.OPENSM / "small_updn.fts.gz"))
        self.assert_exit(tables, 2)
        self.assertIn("holds forwarding tables", tables.stderr)


class Results(CommandLine):
    def run_into(self, name, *words, env=None, cwd=None):
        done = datahall("run", SCENARIO, "-o", self.path(name), *SHORT, *words, env=env, cwd=cwd)
        self.assert_exit(done, 0)
        return done

    def test_a_run_leaves_every_file_and_they_agree(self):
        self.run_into("out")
        self.assertEqual(set(os.listdir(self.path("out"))), FILES)
        result = json.loads(pathlib.Path(self.path("out", "result.json")).read_text(encoding="utf-8"))
        self.assertEqual(list(result), ["schema_version", "complete", "version", "scenario", "seed", "replication",
                                        "scenario_hash", "trace_hash", "metrics", "audits", "findings", "sources"])
        self.assertIs(result["complete"], True)
        self.assertTrue(result["metrics"] and all(a["passed"] for a in result["audits"]))
        columns = json.loads(pathlib.Path(self.path("out", "columns.json")).read_text(encoding="utf-8"))
        for name in ("series.csv", "jobs.csv", "ledger.csv", "findings.csv", "power.csv", "losses.csv", "duration.csv",
                     "zones.csv", "racks.csv"):
            rows = rows_of(self.path("out", name))
            self.assertEqual(rows[0], list(columns[name]))
            self.assertTrue(all(len(row) == len(rows[0]) for row in rows), name)
            self.assertNotIn("nan", pathlib.Path(self.path("out", name)).read_text(encoding="utf-8").split(","))
        self.assertEqual(len(rows_of(self.path("out", "findings.csv"))) - 1, len(result["findings"]))
        self.assertGreater(len(rows_of(self.path("out", "series.csv"))), 2)

    def test_what_a_run_says_of_heat_agrees_with_its_metrics(self):
        self.run_into("out", "--set", "cooling.zones.per=row")
        self.assertEqual(set(os.listdir(self.path("out"))), FILES | {"inlets.csv"})

        def document(name):
            return json.loads(pathlib.Path(self.path("out", name)).read_text(encoding="utf-8"), parse_float=decimal.Decimal)

        def table(name):
            with open(self.path("out", name), newline="", encoding="utf-8") as file:
                return list(csv.DictReader(file))
        decimal.getcontext().prec = 60  # exact sums
        metrics, columns = document("result.json")["metrics"], document("columns.json")
        zones, racks, inlets = table("zones.csv"), table("racks.csv"), table("inlets.csv")
        air = [z for z in zones if z["circuit"] == "air"]
        self.assertGreater(len(air), 1)
        heat = sum(decimal.Decimal(z["heat_j"]) for z in air)
        self.assertEqual(float(heat), float(metrics["cooling.air_heat"]["value"]))
        self.assertEqual(max(float(z["hottest_c"]) for z in air), float(metrics["cooling.air_hottest"]["value"]))
        self.assertEqual(sum(int(z["racks"]) for z in air), len(racks))
        self.assertEqual({r["zone"] for r in racks}, {z["zone"] for z in air})
        self.assertEqual(list(inlets[0]), list(columns["inlets.csv"]))
        self.assertEqual(list(inlets[0]), ["time_s"] + [z["zone"] + "_c" for z in air])
        self.assertEqual([i["time_s"] for i in inlets], [s["time_s"] for s in table("series.csv")])

        flow = document("heat_sankey.json")
        names = [n["name"] for n in flow["nodes"]]
        self.assertEqual(sum(x["value"] for x in flow["links"] if names[x["target"]] == "hall air"), heat)
        for n, node in enumerate(flow["nodes"]):
            if node["kind"] == "level":
                self.assertEqual(sum(x["value"] for x in flow["links"] if x["target"] == n),
                                 sum(x["value"] for x in flow["links"] if x["source"] == n), node["name"])
        titles = [t.text for t in ElementTree.parse(self.path("out", "heat_map.svg")).iter("{http://www.w3.org/2000/svg}title")]
        self.assertEqual([t.split(": ")[0] for t in titles], [r["path"] for r in racks])

    def test_the_resolved_scenario_gives_the_same_result_again(self):
        self.run_into("out")
        again = self.path("out", "scenario.yaml")
        done = datahall("run", again, "-o", self.path("again"), *SHORT)
        self.assert_exit(done, 0)
        for name in ("series.csv", "jobs.csv"):
            self.assertEqual(pathlib.Path(self.path("again", name)).read_bytes(),
                             pathlib.Path(self.path("out", name)).read_bytes())

    def test_results_do_not_depend_on_the_surroundings(self):
        self.run_into("a")
        self.run_into("b", "--seed=1", "--color=always", env=environment(TZ="Asia/Tokyo", LC_ALL="de_DE.UTF-8", COLUMNS="200"),
                      cwd=self.folder)
        datahall("run", *SHORT, "-q", "-o", self.path("c"), SCENARIO)
        seed = json.loads(pathlib.Path(self.path("a", "result.json")).read_text(encoding="utf-8"))["seed"]
        self.assertEqual(seed, 1, "this test gives the seed of the scenario by hand")
        for name in FILES - {"meta.json"}:
            first = pathlib.Path(self.path("a", name)).read_bytes()
            for other in ("b", "c"):
                self.assertEqual(pathlib.Path(self.path(other, name)).read_bytes(), first, name)

    def test_json_on_stdout_is_result_json(self):
        done = self.run_into("out", "--format", "json")
        self.assertEqual(done.stdout, pathlib.Path(self.path("out", "result.json")).read_text(encoding="utf-8"))
        done = datahall("run", SCENARIO, *SHORT, "--format", "csv")
        self.assert_exit(done, 0)
        metrics = json.loads(pathlib.Path(self.path("out", "result.json")).read_text(encoding="utf-8"))["metrics"]
        listed = {row[0]: row[1] for row in list(csv.reader(done.stdout.splitlines()))[1:]}
        self.assertEqual(set(listed), set(metrics))
        for name, cell in listed.items():
            self.assertEqual(float(cell) if cell else None, metrics[name]["value"])

    def test_meta_json_tells_the_command_line_and_the_build(self):
        self.run_into("out")
        meta = json.loads(pathlib.Path(self.path("out", "meta.json")).read_text(encoding="utf-8"))
        self.assertEqual(meta["command_line"][:2], ["datahall", "run"])
        self.assertGreater(meta["wall_s"], 0)
        version = json.loads(datahall("version", "--json").stdout)
        for key in ("version", "revision", "compiler", "flags", "libraries"):
            self.assertEqual(meta[key], version[key])

    def test_a_directory_in_use_is_refused_and_forcing_keeps_foreign_files(self):
        self.run_into("out")
        pathlib.Path(self.path("out", "notes.txt")).write_text("mine", encoding="utf-8")
        before = pathlib.Path(self.path("out", "meta.json")).read_bytes()
        done = datahall("run", SCENARIO, "-o", self.path("out"), *SHORT)
        self.assert_exit(done, 4)
        self.assertIn("--force", done.stderr)
        self.assertEqual(pathlib.Path(self.path("out", "meta.json")).read_bytes(), before)
        self.run_into("out", "--force")
        self.assertEqual(set(os.listdir(self.path("out"))), FILES | {"notes.txt"})

    def test_findings_are_no_error_unless_strict(self):
        # The starter has none; racks of five nodes are beyond their feeds, whatever is simulated.
        overfull = ["--set", "catalogue.racks.h100_4.nodes=5"]
        for words in (["plan", SCENARIO], ["run", SCENARIO, *SHORT]):
            self.assert_exit(datahall(*words, "--strict"), 0)
            found = json.loads(datahall(*words, *overfull, "--format", "json").stdout)["findings"]
            self.assertIn("F0201", [f["code"] for f in found])
            self.assert_exit(datahall(*words, *overfull), 0)
            self.assert_exit(datahall(*words, *overfull, "--strict"), 1)

    def test_plan_figures_are_those_of_the_run(self):
        plan = json.loads(datahall("plan", SCENARIO, "--format", "json").stdout)
        run = json.loads(datahall("run", SCENARIO, *SHORT, "--format", "json").stdout)
        self.assertTrue(plan["metrics"])
        for name, metric in plan["metrics"].items():
            self.assertEqual(run["metrics"][name], metric)

    def test_a_plan_lists_every_cable_and_draws_them(self):
        out = self.path("plan")
        self.assert_exit(datahall("plan", SCENARIO, "-o", out), 0)
        self.assertEqual(set(os.listdir(out)), {
            "plan.json", "metrics.csv", "bill.csv", "power.csv", "one_line.svg", "cables.csv", "fabric.csv", "switches.csv",
            "trays.csv", "columns.json", "fabric.svg", "cable_runs.svg"})
        plan = json.loads(pathlib.Path(out, "plan.json").read_text(encoding="utf-8"))
        with open(os.path.join(out, "cables.csv"), encoding="utf-8", newline="") as file:
            cables = list(csv.DictReader(file))
        columns = json.loads(pathlib.Path(out, "columns.json").read_text(encoding="utf-8"))
        self.assertEqual(list(columns["cables.csv"]), list(cables[0]))
        self.assertEqual(len(cables), plan["metrics"]["network.links"]["value"])
        self.assertAlmostEqual(sum(float(c["stock_m"]) for c in cables), plan["metrics"]["network.cable_length_ordered"]["value"],
                               delta=1e-3)
        self.assertEqual(sum(tier["cables"] for tier in plan["wiring"]["tiers"]), len(cables))

    def test_quiet_says_nothing(self):
        done = datahall("run", SCENARIO, *SHORT, "-q")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout + done.stderr, "")


class Explain(CommandLine):
    # Of 9,216 devices: job 102 waits for job 101, job 1400 cannot be served.
    JOBS = ("id,user,account,submit_s,reference_s,requested_devices\n"
            "101,ann,physics,0,3600,6000\n102,bob,physics,600,1800,6000\n1400,cem,physics,700,60,99999\n")

    def result(self):
        pathlib.Path(self.path("jobs.csv")).write_text(self.JOBS, encoding="utf-8")
        pathlib.Path(self.path("hall.yaml")).write_text(
            'extends: "shipped:starter/philly_replay.yaml"\ndemand:\n  - name: replay\n'
            "    workload: {model: jobs_csv, file: jobs.csv, work_class: philly_training}\n", encoding="utf-8")
        self.assert_exit(datahall("run", self.path("hall.yaml"), *SHORT, "-o", self.path("out")), 0)
        return self.path("out")

    def test_a_job_is_explained_in_parts_that_sum(self):
        out = self.result()
        done = datahall("explain", out, "job", "102", "--format", "json")
        self.assert_exit(done, 0)
        document = json.loads(done.stdout, parse_float=decimal.Decimal)
        self.assertEqual(document["schema_version"], 1)
        [job] = document["jobs"]
        self.assertEqual((job["identity"]["user"], job["identity"]["state"]), ("bob", "completed"))
        wait, run, times = job["wait"], job["run"], job["times"]
        causes = sum(v for k, v in wait.items() if k.startswith("wait_") and k != "wait_s")
        self.assertEqual(causes, wait["wait_s"])
        self.assertEqual(wait["wait_s"], times["start_s"] - times["submit_s"])
        self.assertEqual(sum(v for k, v in run.items() if k.startswith("run_")), times["end_s"] - times["start_s"])
        self.assertGreater(job["energy"]["overhead_j"], 0)
        self.assertGreater(job["place"]["nodes"], 1)
        # The same cells as in jobs.csv.
        header, *rows = rows_of(os.path.join(out, "jobs.csv"))
        [row] = [dict(zip(header, row)) for row in rows if row[0] == "102"]
        cells = {k: str(v) for part in job.values() for k, v in part.items()}
        self.assertEqual(cells, {k: v for k, v in row.items() if v})
        as_csv = list(csv.DictReader(datahall("explain", out, "job", "102", "--format", "csv").stdout.splitlines()))
        self.assertEqual({line["column"]: line["value"] for line in as_csv}, cells)

    def test_people_get_shares_and_meanings(self):
        done = datahall("explain", self.result(), "job", "102", env=environment(COLUMNS="140"))
        self.assert_exit(done, 0)
        for word in ("identity", "wait_busy_s", "100.0 %", "run_compute_s", "energy_j", "of it, with fewer devices"):
            self.assertIn(word, done.stdout)

    def test_what_is_not_there_is_said_with_what_is_near(self):
        out = self.result()
        for words, code, text in ((("103",), 2, "the nearest are 102 and 1400"), (("7",), 2, "the lowest number is 101"),
                                  (("9999",), 2, "the highest number is 1400"), (("x1",), 2, "such as 1042")):
            done = datahall("explain", out, "job", *words)
            self.assert_exit(done, code)
            self.assertIn(text, done.stderr)
            self.assertEqual(done.stdout, "")
        done = datahall("explain", out, "jbo", "102")
        self.assert_exit(done, 2)
        self.assertIn("did you mean 'job'", done.stderr)
        self.assert_exit(datahall("explain", out, "job"), 2)
        done = datahall("explain", self.path("gone"), "job", "102")
        self.assert_exit(done, 4)
        self.assertIn("gone: not a directory", done.stderr)
        os.remove(os.path.join(out, "jobs.csv"))
        done = datahall("explain", out, "job", "102")
        self.assert_exit(done, 4)
        self.assertIn("jobs.csv", done.stderr)

    def test_a_broken_table_is_refused_with_its_line(self):
        os.mkdir(self.path("out"))
        pathlib.Path(self.path("out", "jobs.csv")).write_text("id,state\n1,completed\n2\n", encoding="utf-8")
        done = datahall("explain", self.path("out"), "job", "1")
        self.assert_exit(done, 3)
        self.assertIn("jobs.csv:3", done.stderr)


class Limits(CommandLine):
    def test_each_limit_ends_with_5_names_its_option_and_leaves_no_directory(self):
        for words in (["--max-events", "10"], ["--timeout", "1 ns"]):
            done = datahall("run", SCENARIO, "-o", self.path("out"), *words)
            self.assert_exit(done, 5)
            self.assertIn(words[0], done.stderr)
            self.assertEqual(os.listdir(self.folder), [])

    def test_too_large_an_input_is_refused(self):
        done = datahall("validate", SCENARIO, "--max-input", "10 B")
        self.assert_exit(done, 3)
        self.assertIn("--max-input", done.stderr)


class Output(CommandLine):
    def test_an_unusable_directory_ends_with_4_before_anything_is_simulated(self):
        pathlib.Path(self.path("file")).write_text("x", encoding="utf-8")
        for place in ("/dev/full/x", self.path("file"), self.path("file", "x"), ""):
            self.assert_exit(datahall("run", SCENARIO, "-o", place), 4)
        os.mkdir(self.path("locked"), 0o555)
        if os.geteuid() != 0:  # root may write anywhere
            self.assert_exit(datahall("run", SCENARIO, "-o", self.path("locked")), 4)

    def test_a_full_standard_output_ends_with_4(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for words in (["run", SCENARIO, *SHORT], ["list", "models"], ["version"]):
                done = subprocess.run([PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S,
                                      check=False, env=environment())
                self.assertEqual(done.returncode, 4, done.stderr)
                self.assertIn("standard output", done.stderr)

    def test_a_closed_standard_output_ends_with_4_and_harms_no_file(self):
        done = subprocess.run(["sh", "-c", f'exec "{PROGRAM}" run "$1" -o "$2" --until "1 d" >&-', "sh", SCENARIO, self.path("out")],
                              stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False, env=environment())
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertTrue(json.loads(pathlib.Path(self.path("out", "result.json")).read_text(encoding="utf-8"))["complete"])

    def test_a_reader_that_leaves_is_no_error_message(self):
        for words, code in ((["list", "units"], 141), (["run", "--help"], 0)):
            reader, writer = os.pipe()
            os.close(reader)
            done = subprocess.run([PROGRAM, *words], stdout=writer, stderr=subprocess.PIPE, timeout=LIMIT_S, check=False,
                                  env=environment())
            os.close(writer)
            self.assertEqual((done.returncode, done.stderr), (code, b""))

    def test_files_that_cannot_grow_end_with_4_and_leave_no_result(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))

        done = datahall("run", BATCH, "-o", self.path("out"), *SHORT, preexec_fn=small_files)
        self.assert_exit(done, 4)
        self.assertIn("File too large", done.stderr)
        self.assertFalse(any(n == "result.json" or n.startswith(".") for n in os.listdir(self.path("out"))))

    def test_ended_jobs_that_no_file_takes_end_with_4_and_leave_nothing(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))

        # Some 30,000 jobs a day, of which the first 32,768 that end go to a file.
        done = datahall("run", "shipped:starter/philly_replay.yaml", "-o", self.path("out"), "--until", "3 d",
                        preexec_fn=small_files)
        self.assert_exit(done, 4)
        self.assertIn("out: jobs.csv: File too large", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_full_disk_ends_with_4_and_leaves_no_result(self):
        os.mkdir(self.path("disk"))
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", self.path("disk")], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("not allowed to mount a file system")
        self.addCleanup(subprocess.run, ["umount", self.path("disk")], check=False)
        pathlib.Path(self.path("disk", "filler")).write_bytes(bytes(15 * 4096))  # one page is left
        os.mkdir(self.path("disk", "out"))
        done = datahall("run", SCENARIO, "-o", self.path("disk", "out"), *SHORT)
        self.assert_exit(done, 4)
        self.assertIn("No space left", done.stderr)
        self.assertFalse(any(n == "result.json" or n.startswith(".") for n in os.listdir(self.path("disk", "out"))))

    def test_no_escape_byte_without_a_willing_terminal(self):
        wrong = self.path("a.yaml")
        pathlib.Path(wrong).write_text("name: [\n", encoding="utf-8")
        for env in (environment(), environment(TERM="dumb"), environment(NO_COLOR="1")):
            for words in (["run", SCENARIO, *SHORT], ["plan", SCENARIO], ["run", wrong], ["run", "--sede"], ["list", "units"],
                          ["run", SCENARIO, *SHORT, "--progress", "always"]):
                done = datahall(*words, env=env)
                self.assertNotIn("\x1b", done.stdout + done.stderr, words)
        self.assertIn("\x1b", datahall("run", wrong, "--color", "always").stderr)


class Interruption(CommandLine):
    # Long enough to be hit: a row of the series for every 10 s of a month.
    LONG = ["run", SCENARIO, "--series-interval", "10 s"]

    def interrupted(self, number, delay, name):
        with subprocess.Popen([PROGRAM, *self.LONG, "-o", self.path(name)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=environment()) as process:
            time.sleep(delay)
            process.send_signal(number)
            _, errors = process.communicate(timeout=LIMIT_S)
            return process.returncode, errors

    def test_a_signal_leaves_marked_partial_results(self):
        hits = 0
        delays = random.Random(1)
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for i in range(3):
                out = f"out-{code}-{i}"
                returned, errors = self.interrupted(number, delays.uniform(0.1, 1.0), out)
                result = json.loads(pathlib.Path(self.path(out, "result.json")).read_text(encoding="utf-8"))
                self.assertEqual(returned, 0 if result["complete"] else code, errors)
                self.assertEqual(set(os.listdir(self.path(out))), FILES)
                self.assertTrue(all(a["passed"] for a in result["audits"]))
                hits += not result["complete"]
        self.assertGreater(hits, 0, "every run finished before it was interrupted")

    def test_killing_leaves_a_complete_result_or_none(self):
        delays = random.Random(2)
        for i in range(10):
            out = f"out-{i}"
            self.interrupted(signal.SIGKILL, delays.uniform(0.05, 1.5), out)
            path = pathlib.Path(self.path(out, "result.json"))
            if path.exists():
                self.assertTrue(json.loads(path.read_text(encoding="utf-8"))["complete"])
                self.assertTrue(FILES <= set(os.listdir(self.path(out))))


BATCH = "shipped:starter/batch_replay.yaml"
MODEL = "clusters[0].scheduler.model"


class Sweeps(CommandLine):
    def study(self, text):
        path = self.path("study.yaml")
        pathlib.Path(path).write_text(f"name: s\nscenario: \"{BATCH}\"\n{text}", encoding="utf-8")
        return path

    def sweep(self, *words):
        return datahall("sweep", *words, *SHORT)

    def test_any_number_of_jobs_and_both_spellings_give_the_same_bytes(self):
        study = self.study(f"axes:\n  - {{key: seed, values: [1, 2]}}\n  - {{key: \"{MODEL}\", values: [fcfs, easy]}}\n"
                           "replications: 2\n")
        for jobs in ("1", "2", "5"):
            self.assert_exit(self.sweep(study, "--jobs", jobs, "-o", self.path(jobs)), 0)
        self.assertEqual(set(os.listdir(self.path("1"))), {"points.csv", "sweep.json", "meta.json"})
        for name in ("points.csv", "sweep.json"):
            first = pathlib.Path(self.path("1", name)).read_bytes()
            for jobs in ("2", "5"):
                self.assertEqual(pathlib.Path(self.path(jobs, name)).read_bytes(), first)
        line = self.sweep("--scenario", BATCH, "--axis", "seed=1,2", "--axis", f"{MODEL}=fcfs,easy",
                          "--replications", "2", "--format", "csv")
        self.assert_exit(line, 0)
        self.assertEqual(line.stdout, pathlib.Path(self.path("1", "points.csv")).read_text(encoding="utf-8"))

    def test_a_row_is_a_run_and_every_column_is_explained(self):
        self.assert_exit(self.sweep("--scenario", BATCH, "--axis", f"{MODEL}=fcfs,easy", "-o", self.path("out")), 0)
        rows = rows_of(self.path("out", "points.csv"))
        sweep = json.loads(pathlib.Path(self.path("out", "sweep.json")).read_text(encoding="utf-8"))
        self.assertEqual(rows[0], list(sweep["columns"]))
        self.assertEqual([row[2] for row in rows[1:]], ["fcfs", "easy"])
        run = json.loads(datahall("run", BATCH, "--set", f"{MODEL}=fcfs", *SHORT, "--format", "json").stdout)
        point = dict(zip(rows[0], rows[1]))
        self.assertEqual(point["trace_hash"], run["trace_hash"])
        self.assertEqual(float(point["power_it_mean_w"]), run["metrics"]["power.it_mean"]["value"])
        self.assertEqual(int(point["findings"]), len(run["findings"]))
        self.assertEqual(point["failed"], "")

    def test_every_format_prints_and_parses(self):
        words = ["--scenario", BATCH, "--axis", f"{MODEL}=fcfs,easy", "--metric", "jobs.completed"]
        self.assertIn("jobs.completed", self.sweep(*words).stdout)
        all_of_it = json.loads(self.sweep(*words, "--format", "json").stdout)
        self.assertEqual([row[MODEL] for row in all_of_it["rows"]], ["fcfs", "easy"])
        table = list(csv.reader(self.sweep(*words, "--format", "csv").stdout.splitlines()))
        self.assertEqual(table[0], ["point", "replication", MODEL, "jobs_completed", "findings", "trace_hash", "failed"])

    def test_mistakes_stand_in_the_study_and_nothing_is_written(self):
        for text, place in ((f"axes: [{{key: \"{MODEL}\", values: [fcfs, esay]}}]", "study.yaml:3:60"),
                            ("axes: [{key: duratoin, values: [1 d]}]", "study.yaml:3:14"),
                            ("axes: []\nmetrics: [jobs.wait_p59]", "study.yaml:4:11")):
            done = self.sweep(self.study(text), "-o", self.path("out"))
            self.assert_exit(done, 3)
            self.assertIn(place, done.stderr)
            self.assertIn("did you mean", done.stderr)
            self.assertIn("^~~~", done.stderr)
            self.assertFalse(os.path.exists(self.path("out")))

    def test_a_failing_point_is_a_row_and_decides_the_exit_code(self):
        done = self.sweep("--scenario", BATCH, "--axis", "duration=4 d,2 d", "--axis", "warm_up=1 h,3 d",
                          "-o", self.path("out"), "--set", "about=x")
        self.assert_exit(done, 3)
        self.assertIn("point 3, replication 0", done.stderr)
        failed = [row[-1] for row in rows_of(self.path("out", "points.csv"))[1:]]
        self.assertEqual(failed[:3], ["", "", ""])
        self.assertIn("warm_up", failed[3])
        self.assertEqual(json.loads(pathlib.Path(self.path("out", "sweep.json")).read_text(encoding="utf-8"))["failed"], 1)

    def test_command_lines_that_make_no_sense(self):
        for words in ([], ["--axis", "seed=1"], ["x.yaml", "--scenario", BATCH], ["x.yaml", "--axis", "seed=1"],
                      ["--scenario", BATCH, "--axis", "seed=1", "--set", "seed=2"], ["x.yaml", "--jobs", "0"],
                      ["x.yaml", "--replications", "0"]):
            self.assert_exit(datahall("sweep", *words), 2)
        for words in (["--scenario", BATCH, "--axis", "seed"], ["--scenario", BATCH, "--axis", "seed=1,1"]):
            self.assert_exit(datahall("sweep", *words), 3)
        self.assert_exit(datahall("sweep", self.path("missing.yaml")), 4)

    def test_an_interrupt_ends_all_workers_and_marks_the_rest(self):
        process = subprocess.Popen([PROGRAM, "sweep", "--scenario", SCENARIO, "--axis", "seed=1,2,3,4", "--jobs", "2",
                                    "--set", "duration=3000 d", "-o", self.path("out"), "-q"], env=environment())
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=LIMIT_S), 130)
        sweep = json.loads(pathlib.Path(self.path("out", "sweep.json")).read_text(encoding="utf-8"))
        self.assertFalse(sweep["complete"])
        self.assertEqual(sweep["failed"], 4)
        self.assertEqual(len(rows_of(self.path("out", "points.csv"))), 5)

    def test_the_shipped_studies_are_right(self):
        for study in sorted((SOURCE / "scenarios" / "studies").glob("*.yaml")):
            if "scenario:" in study.read_text(encoding="utf-8"):
                self.assert_exit(datahall("sweep", str(study), "--until", "1 h", "-q"), 0)


class Checks(CommandLine):
    def check(self, expect, *words):
        path = self.path("a.yaml")
        pathlib.Path(path).write_text(f"extends: \"{BATCH}\"\nduration: 1 d\n{expect}", encoding="utf-8")
        return datahall("check", path, *words)

    def test_published_claims_hold(self):
        claims = sorted(str(p) for p in (SOURCE / "scenarios" / "claims").glob("*.yaml"))
        done = datahall("check", *claims, "--junit", self.path("j.xml"))
        self.assert_exit(done, 0)
        self.assertIn("all met", done.stdout.splitlines()[-1])
        suites = ElementTree.parse(self.path("j.xml")).getroot()
        self.assertEqual([suite.get("name") for suite in suites], claims)
        self.assertEqual(int(suites.get("tests")), done.stdout.count("  ok "))
        again = datahall("check", *claims, "--junit", self.path("k.xml"), "--jobs", "1")
        self.assertEqual(again.stdout, done.stdout)
        self.assertEqual(pathlib.Path(self.path("j.xml")).read_bytes(), pathlib.Path(self.path("k.xml")).read_bytes())

    def test_a_missed_band_is_exit_1_with_value_band_and_source(self):
        done = self.check("expect: [{metric: hall.racks, equals: 4}, "
                          "{metric: hall.racks, low: 5, source: \"a <paper>\"}]\n", "--junit", self.path("j.xml"))
        self.assert_exit(done, 1)
        self.assertIn("ok      hall.racks: 4, expected 4", done.stdout)
        self.assertIn("FAILED  hall.racks: 4, expected at least 5: too low (a <paper>)", done.stdout)
        self.assertIn("1 FAILED", done.stdout.splitlines()[-1])
        suite = ElementTree.parse(self.path("j.xml")).getroot()[0]
        self.assertEqual(suite.get("failures"), "1")
        self.assertIn("a <paper>", suite[1][0].get("message"))

    def test_what_cannot_be_checked_is_exit_3_before_anything_runs(self):
        for expect, said in (("", "'expect' is required"), ("expect: []\n", "'expect' is required"),
                             ("expect: [{metric: hall.rakcs, low: 1}]\n", "did you mean 'hall.racks'"),
                             ("expect: [{metric: energy.it, low: 1 MW}]\n", "expected an energy"),
                             ("expect: [{metric: energy.it, low: 2 J, high: 1 J}]\n", "at least the low bound"),
                             ("expect: [{metric: energy.it}]\n", "expected equals, low or high")):
            done = self.check(expect)
            self.assert_exit(done, 3)
            self.assertIn(said, done.stderr)
            self.assertIn("a.yaml", done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_figure_without_a_value_is_missed(self):
        done = self.check("expect: [{metric: cooling.liquid_hottest, low: 1 degC}]\n")
        self.assert_exit(done, 1)
        self.assertIn("no value", done.stdout)

    def test_unreadable_files_and_outputs(self):
        self.assert_exit(datahall("check", self.path("missing.yaml")), 4)
        good = "expect: [{metric: hall.racks, equals: 4}]\n"
        self.assert_exit(self.check(good, "--junit", self.path("no", "j.xml")), 4)


class Verify(CommandLine):
    def test_published_tables_are_met(self):
        done = datahall("verify", "--junit", self.path("j.xml"), *(["cooling.chillers"] if CUT else []))
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout.splitlines()[-1], r"^(\d+) of \1 rows pass")
        suites = ElementTree.parse(self.path("j.xml")).getroot()
        self.assertEqual(suites.get("failures"), "0")
        self.assertIn("cooling.chillers", [suite.get("name") for suite in suites])

    def test_every_format_tells_the_same_rows_with_source_and_confidence(self):
        found = json.loads(datahall("verify", "cooling.chillers", "cooling.fleets", "--format", "json").stdout)
        self.assertEqual([t["name"] for t in found["tables"]], ["cooling.chillers", "cooling.fleets"])
        rows = [row for table in found["tables"] for row in table["rows"]]
        table = list(csv.DictReader(datahall("verify", "cooling.chillers", "cooling.fleets", "--format",
                                             "csv").stdout.splitlines()))
        self.assertEqual([r["verdict"] for r in table], [r["verdict"] for r in rows])
        self.assertEqual(found["context"], sum(r["verdict"] == "context" for r in rows))
        for row in rows:
            self.assertTrue(row["source"])
            self.assertIn(row["confidence"], ("datasheet", "measured", "published", "estimate"))
        power = next(r for r in rows if r["figure"] == "power")
        self.assertAlmostEqual(power["simulated"] - power["published"], power["difference"])

    def test_tables_are_listed_without_computing(self):
        done = datahall("verify", "--list", "--format", "csv")
        self.assert_exit(done, 0)
        names = [row[0] for row in list(csv.reader(done.stdout.splitlines()))[1:]]
        self.assertEqual(names, sorted(set(names), key=names.index))
        self.assertIn("cooling.climates", names)
        self.assertEqual(datahall("verify", "cooling.fleets", "-q").stdout, "")

    def test_every_shipped_plant_is_run_in_every_shipped_climate(self):
        tables = (SOURCE / "scenarios" / "verify" / "cooling.yaml").read_text(encoding="utf-8")
        catalogue = list(csv.reader(datahall("list", "catalogue", "--format", "csv").stdout.splitlines()))
        for preset in [row[1] for row in catalogue if row[0] == "cooling"]:
            self.assertIn(preset, tables, "a row of cooling.climates is missing")
        for weather in (SOURCE / "scenarios" / "data" / "weather").glob("*.epw.gz"):
            self.assertIn(f"shipped:data/weather/{weather.name}", tables)

    def test_a_missed_row_is_exit_1_and_said(self):
        shipped = self.path("share", "datahall", "scenarios")
        shutil.copytree(SOURCE / "scenarios", shipped)
        os.mkdir(self.path("bin"))
        shutil.copy(PROGRAM, self.path("bin", "datahall"))
        tables = pathlib.Path(shipped, "verify", "cooling.yaml")
        text = tables.read_text(encoding="utf-8")
        for wrong, code, said in ((text.replace("effectiveness: 0.66667", "effectiveness: 0.7"), 1, "1 FAIL"),
                                  (text.replace("ntu: 2", "ntu: -2"), 3, "cooling.yaml:"),
                                  ("tables: {", 3, "cooling.yaml:")):
            tables.write_text(wrong, encoding="utf-8")
            done = subprocess.run([self.path("bin", "datahall"), "verify", "cooling.flows", "--junit", self.path("j.xml")],
                                  capture_output=True, text=True, timeout=LIMIT_S, check=False, env=environment())
            self.assert_exit(done, code)
            self.assertIn(said, done.stdout + done.stderr)
        self.assertEqual(ElementTree.parse(self.path("j.xml")).getroot().get("failures"), "1")

    def test_each_mistake_has_its_code(self):
        done = datahall("verify", "cooling.flow")
        self.assert_exit(done, 2)
        self.assertIn("did you mean 'cooling.flows'", done.stderr)
        self.assert_exit(datahall("verify", "cooling.flows", "--junit", self.path("no", "j.xml")), 4)


class Calc(CommandLine):
    YORK = ["chiller", "York YT 1055kW/5.96COP/Vanes", "--leaving", "6.67degC", "--entering", "29.44 degC"]

    def calc(self, *words):
        done = datahall("calc", *words, "--format", "json")
        self.assert_exit(done, 0)
        found = json.loads(done.stdout)
        self.assertEqual(found["calculation"], words[0])
        return {name: row["value"] for name, row in found["follows"].items()}

    def test_a_chiller_at_its_published_point(self):
        point = self.calc(*self.YORK, "--heat", "1055kW")
        # the equations again, with all digits that JSON carries
        te, tc = 6.67, 29.44
        cap = (.1785912, -.05900023, -5.946963e-4, .09297889, -2.841024e-3, 4.974221e-3)
        eir = (.524511, -.02850126, 8.03472e-4, .01893133, 1.151629e-4, -9.340642e-5)
        curve = lambda c: c[0] + c[1]*te + c[2]*te**2 + c[3]*tc + c[4]*tc**2 + c[5]*te*tc
        ratio = 1055e3 / (1055e3 * curve(cap))
        power = 1055e3 * curve(cap) / 5.96 * curve(eir) * (.2619878 + .2393605*ratio + .4988306*ratio**2)
        self.assertAlmostEqual(point["power"] / power, 1, delta=1e-12)
        self.assertIs(point["outside_range"], False)
        self.assertTrue(self.calc(*self.YORK, "--heat", "3 MW")["unmet"] > 1e6)

    def test_a_calculation_of_each_kind(self):
        air = self.calc("air", "--dry-bulb", "30degC", "--wet-bulb", "25degC", "--altitude", "500m")
        self.assertAlmostEqual(air["humidity_ratio"], 0.0192281, delta=6e-6)
        self.assertAlmostEqual(self.calc("tower", "--wet-bulb", "20degC", "--range", "5.56K")["yorkcalc_approach"],
                               5.058, delta=6e-4)
        self.assertAlmostEqual(self.calc("exchanger", "--ntu", "2", "--ratio", "0.5")["effectiveness"], .77460, delta=1e-5)
        self.assertAlmostEqual(self.calc("coolant", "--heat", "1kW", "--flow", "1.5L/min")["rise"], 9.598, delta=1e-3)
        self.assertAlmostEqual(self.calc("fan", "--flow", "2m3/s", "--pressure", "500Pa", "--efficiency",
                                         "50%")["rated_power"], 2000)
        weather = self.calc("weather", str(SOURCE / "scenarios" / "data" / "weather" / "denver.epw.gz"))
        self.assertAlmostEqual(weather["pressure_mean"], 83460.1, delta=.1)

    def test_a_room_and_a_plant(self):
        room = self.calc("room", "--heat", "10kW", "--at", "30s", "--at", "600s", "--until", "30degC")
        self.assertAlmostEqual(room["rise"], 32.62, delta=5e-3)
        self.assertAlmostEqual(room["time_until"], 32.05, delta=5e-3)
        rows = list(csv.DictReader(datahall("calc", "room", "--heat", "10kW", "--at", "30s", "--at", "600s", "--format",
                                            "csv").stdout.splitlines()))
        self.assertEqual([float(row["time_s"]) for row in rows], [30, 600])
        weather = ["--dry-bulb", "35degC", "--humidity", "30%"]
        plant = self.calc("plant", "crac_contained", "--design", "1MW", "--heat", "700kW", *weather)
        self.assertAlmostEqual(plant["compressors"], plant["moved"] / (.4*285.15/35), delta=1e-3)
        own = self.calc("plant", "crac_contained", "--design", "1MW", "--heat", "700kW", *weather, "--set",
                        "carnot_share=20 %", "--out", "chillers=1", "--out", "outdoor_units=2")
        self.assertAlmostEqual(own["compressors"] / plant["compressors"], 2)
        self.assertAlmostEqual(own["capacity"] / plant["capacity"], 10/12)
        # the whole catalogue can be asked
        catalogue = list(csv.reader(datahall("list", "catalogue", "--format", "csv").stdout.splitlines()))
        for preset in [row[1] for row in catalogue if row[0] == "cooling"]:
            self.assertGreater(self.calc("plant", preset, "--heat", "1MW", *weather)["power"], 0)

    def test_the_curves_of_all_chillers_are_judged(self):
        found = self.calc("chillers")
        self.assertEqual((found["sets"], found["capacity_off"], found["input_off"]), (157, 3, 6))
        self.assertEqual((found["not_monotone"], found["not_monotone_on_grid"]), (46, 43))
        rows = list(csv.DictReader(datahall("calc", "chillers", "--format", "csv").stdout.splitlines()))
        self.assertEqual(len(rows), 157)
        self.assertEqual(sum(row["is_monotone"] == "no" for row in rows), 46)
        # A table of somebody's own, with a row that is broken.
        table = (SOURCE / "scenarios" / "data" / "cooling" / "chillers_electric_eir.csv").read_text(encoding="utf-8")
        lines = table.splitlines()
        pathlib.Path(self.path("own.csv")).write_text("\n".join([lines[0], lines[1], "X,1,2"]) + "\n", encoding="utf-8")
        own = self.calc("chillers", "--file", self.path("own.csv"))
        self.assertEqual((own["sets"], own["refused"]), (1, 1))
        self.assertIn("line 3", own["problem"])

    def test_a_question_that_makes_no_sense_is_a_usage_error(self):
        for words, said in ((["airs"], "did you mean 'air'"), (["air"], "'calc air' needs --dry-bulb"),
                            (["air", "--dry-bulb", "30"], "no unit"), (["air", "--dry-bulb", "30degC"], "expected one of"),
                            (["air", "--dry-bulb", "30degC", "--heat", "1kW"], "takes no --heat"),
                            (["air", "x", "--dry-bulb", "30degC"], "takes no name"), (["chiller"], "needs the NAME"),
                            ([*self.YORK, "--heat", "-1kW"], "option '--heat'"),
                            (["chiller", "York YT 1055", *self.YORK[2:], "--heat", "1kW"], self.YORK[1]),
                            (["room", "--heat", "1kW", "--at", "3"], "option '--at'"), (["plant"], "needs the NAME"),
                            (["plant", "crac", "--heat", "1kW", "--out", "chillers"], "expects NAME=VALUE"),
                            (["weather", "shipped:data/weather/denver.epw.gz", "--at", "1s", "--at", "2s"], "only 'calc room'")):
            done = datahall("calc", *words)
            self.assert_exit(done, 2)
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")
        self.assert_exit(datahall("calc"), 2)
        broken = self.path("broken.csv")
        pathlib.Path(broken).write_text("no,header\n", encoding="utf-8")
        self.assert_exit(datahall("calc", *self.YORK, "--heat", "1kW", "--file", broken), 3)


class FabricRoutes(CommandLine):
    def setUp(self):
        super().setUp()
        self.sheet = self.path("sheet.yaml")
        pathlib.Path(self.sheet).write_text("topology: {model: rail_optimized}\nnodes: 8\nnics: 4\nradix: 8\n",
                                            encoding="utf-8")

    def routes(self, *words):
        done = datahall("fabric", "routes", self.sheet, *words, "--format", "json")
        self.assert_exit(done, 0)
        return json.loads(done.stdout)

    def test_engines_are_compared_on_the_same_flows(self):
        rows = {row["engine"]: row for row in self.routes("--engine", "all")["list"]}
        self.assertLessEqual({"adaptive", "dfsssp", "dmodk", "ecmp_hash", "ftree", "minhop", "updn"}, set(rows))
        # 32 hosts * 28 to other leaves over 32 cables, each way.
        for engine in ("minhop", "ftree"):
            self.assertEqual([rows[engine][k] for k in ("up_least", "up_most", "down_least", "down_most")], [28] * 4)
        self.assertEqual((rows["ftree"]["shift_mean"], rows["ftree"]["shift_flows"]), (1, 1))
        self.assertLess(rows["ecmp_hash"]["random_mean"], rows["adaptive"]["random_mean"])
        self.assertEqual({row["unrouted"] for row in rows.values()}, {0})

    def test_the_engine_is_that_of_the_file_unless_named(self):
        self.assertEqual(self.routes()["list"][0]["engine"], "adaptive")
        self.assertEqual(self.routes("--set", "routing.model=updn")["list"][0]["engine"], "of the file")
        self.assertNotEqual(self.routes("--engine", "ecmp_hash", "--seed", "1")["list"],
                            self.routes("--engine", "ecmp_hash", "--seed", "2")["list"])

    def test_each_mistake_has_its_code(self):
        done = datahall("fabric", "routes", self.sheet, "--engine", "nimhop")
        self.assert_exit(done, 2)
        self.assertIn("did you mean 'minhop'", done.stderr)
        self.assert_exit(datahall("fabric", "routes", self.sheet, "--set", "routing.model=nimhop"), 3)
        self.assert_exit(datahall("fabric", "routes", self.path("none.yaml")), 4)
        roots = pathlib.Path(self.sheet).read_text(encoding="utf-8") + "routing: {model: updn, roots: [99]}\n"
        pathlib.Path(self.sheet).write_text(roots, encoding="utf-8")
        done = datahall("fabric", "routes", self.sheet)
        self.assert_exit(done, 1)
        self.assertIn("there is no switch 99", done.stdout)


class FabricTraffic(CommandLine):
    SHEET = "topology: {model: leaf_spine, nodes_per_leaf: 1, oversubscription: 2}\nnodes: 4\nnics: 8\nradix: 16\n"

    def setUp(self):
        super().setUp()
        self.sheet = self.path("sheet.yaml")
        pathlib.Path(self.sheet).write_text(self.SHEET, encoding="utf-8")

    def asked(self, task, *words, code=0):
        done = datahall("fabric", task, *words, "--format", "json")
        self.assert_exit(done, code)
        told = json.loads(done.stdout)
        figures = {name: figure["value"] for part in ("given", "follows") for name, figure in told[part].items()}
        return {**figures, "list": told.get("list", [])}

    def collective(self, *words):
        return self.asked("collective", self.sheet, "--collective", "all_to_all", "--bytes", "16GB", *words)

    def test_a_collective_is_told_beside_its_closed_form(self):
        told = self.collective()
        # 24/32 of 16 GB leave each NIC, 8 of them over 4 cables of 400 Gb/s x 0.96 x 0.95.
        self.assertAlmostEqual(told["flows_time"], 8 * 12e9 / (4 * 48e9 * 0.95), delta=1e-8)
        # The closed form: 12 GB over 50 GB/s x 0.952, and 16 us of the host with a hop before.
        self.assertAlmostEqual(told["closed_form"], 12 / 47.6, delta=1e-4)
        self.assertAlmostEqual(told["slowdown"], told["time"] / told["closed_form"], delta=1e-9)
        self.assertEqual(len(told["list"]), 10)
        # Each node sends to three others on every rail; with the default routing over all four cables.
        self.assertEqual({row["flows"] for row in told["list"]}, {24})
        self.assertEqual(told["switches_used"], 4 + 1)  # a spine of 16 ports takes all
        less = self.collective("--nodes", "3,0", "--per-node", "4")
        self.assertEqual((less["ranks"], less["nodes"], less["flows"]), (8, 2, 8))

    def test_its_flows_and_routes_run_again(self):
        once = self.collective("--set", "routing.model=dmodk", "-o", self.path("out"))
        again = self.asked("flows", self.path("out", "routes.txt"), "--flows", self.path("out", "flows.txt"),
                           "-o", self.path("again"))
        self.assertEqual(again["makespan"], once["flows_time"])
        routed = self.asked("flows", self.sheet, "--set", "routing.model=dmodk", "--flows", self.path("out", "flows.txt"),
                            "--expect", self.path("again", "finishes.txt"), "-o", self.path("routed"))
        self.assertEqual((routed["off"], routed["makespan"]), (0, once["flows_time"]))
        self.assertEqual(routed["switch_use_highest"], once["switch_use_highest"])
        self.assertEqual(pathlib.Path(self.path("routed", "routes.txt")).read_text(encoding="utf-8"),
                         pathlib.Path(self.path("out", "routes.txt")).read_text(encoding="utf-8"))
        self.assertEqual(rows_of(self.path("routed", "switches.csv")), rows_of(self.path("out", "switches.csv")))

    def test_a_trace_is_found_in_a_folder_that_is_named_from_here(self):
        self.collective("--set", "routing.model=dmodk", "-o", self.path("out"))
        for words in (("out/routes.txt", "--flows", "out/flows.txt"), ("sheet.yaml", "--flows", "./out/flows.txt")):
            self.assert_exit(datahall("fabric", "flows", *words, cwd=self.folder), 0)
            done = datahall("fabric", "flows", *words, "--latency", cwd=self.folder)
            self.assert_exit(done, 2)
            self.assertIn("cables", done.stderr)

    def test_flows_that_are_split_have_no_routes_to_write(self):
        self.collective("-o", self.path("out"))
        self.assertEqual(set(os.listdir(self.path("out"))), {"flows.txt", "links.csv", "switches.csv"})

    def test_flows_that_never_end_are_a_dash(self):
        pathlib.Path(self.path("flows.txt")).write_text("0 0 8 48e9 0\n1 1 1 5 0\n", encoding="utf-8")
        words = (self.sheet, "--flows", self.path("flows.txt"), "--fail", "leaf-1@500ms")
        self.asked("flows", *words, "-o", self.path("out"), code=1)
        with open(self.path("out", "finishes.txt"), encoding="utf-8") as ends:
            self.assertEqual(ends.read().splitlines()[1:], ["0 -", "1 0"])
        self.assertEqual(self.asked("flows", *words, "--expect", self.path("out", "finishes.txt"), code=1)["off"], 0)

    def test_latency_is_that_of_the_floor(self):
        hall = str(SOURCE / "scenarios" / "claims" / "fabric_16384.yaml")
        words = ("collective", hall, "--bytes", "8MiB", "--nodes", "0,2047", "--algorithm", "ring")
        late = self.asked(*words, "--latency")["flows_time"] - self.asked(*words)["flows_time"]
        worst = json.loads(datahall("plan", hall, "--format", "json").stdout)
        worst = worst["metrics"]["network.latency_worst"]["value"]
        # Five switches of 150 ns and 800 ns in NICs, and a way through the hall.
        self.assertGreater(late, 5 * 150e-9 + 800e-9)
        self.assertLessEqual(late, worst + 1e-9)

    def test_each_mistake_is_a_usage_error(self):
        for words, said in (((), "needs --bytes"), (("--bytes", "1GiB", "--nodes", "0-3,2"), "each once"),
                            (("--bytes", "1GiB", "--nodes", "0-"), "'0-'"), (("--bytes", "1GiB", "--nodes", "4"), "from 0 to 3"),
                            (("--bytes", "1GiB", "--ranks", "9"), "multiple of the 8"),
                            (("--bytes", "1GiB", "--nodes", "0", "--first-node", "0"), "not both"),
                            (("--bytes", "1GiB", "--per-node", "1", "--first-node", "3"), "two ranks"),
                            (("--bytes", "1GiB", "--nvlink", "0 Gb/s"), "'--nvlink'"),
                            (("--bytes", "1GiB", "--latency"), "needs a scenario"),
                            (("--bytes", "1GiB", "--algorithm", "pat"), "an algorithm and protocol")):
            done = datahall("fabric", "collective", self.sheet, *words)
            self.assert_exit(done, 2)
            self.assertIn(said, done.stderr)


class FabricTables(CommandLine):
    OPENSM = SOURCE / "tests" / "unit" / "fabric" / "data" / "opensm"

    def setUp(self):
        super().setUp()
        for file in self.OPENSM.glob("*.gz"):
            shutil.copy(file, self.folder)

    def sheet(self, fabric, tables):
        """Routes of tables on the fabric of their own run."""
        sheet = self.path("sheet.yaml")
        pathlib.Path(sheet).write_text(
            f'topology: {{model: file, file: {fabric}, speeds: ignore, rail_mark: "-r"}}\n'
            f'routing: {{model: lft, tables: {tables}, fabric: {fabric}, rail_mark: "-r"}}\n', encoding="utf-8")
        return sheet

    def row(self, *words):
        done = datahall("fabric", "routes", *words, "--permutations", "31", "--format", "json")
        self.assert_exit(done, 0)
        (row,) = json.loads(done.stdout)["list"]
        self.assertEqual(row["unrouted"], 0)
        return [row[k] for k in ("up_least", "up_most", "down_least", "down_most", "shift_flows")]

    def test_the_tables_of_a_subnet_manager_are_measured_as_engines_are(self):
        # Counted by another reader of the same dumps: routes of the 992 pairs on a cable up, on one down, flows of a shift.
        for name, expected in (("small_minhop", [28, 28, 28, 28, 1]), ("small_ftree", [28, 28, 28, 28, 1]),
                               ("small_updn", [28, 28, 28, 28, 1]), ("small_dfsssp", [28, 28, 28, 28, 1]),
                               ("degraded_minhop", [24, 56, 8, 64, 4]), ("degraded_ftree", [24, 56, 8, 64, 4]),
                               ("degraded_updn", [0, 112, 0, 112, 4]), ("degraded_dfsssp", [24, 56, 24, 56, 4])):
            self.assertEqual(self.row(self.sheet(name + ".ibnetdiscover.gz", name + ".fts.gz")), expected, name)

    def test_overrides_give_a_fabric_file_its_tables_beside_it(self):
        name = "degraded_dfsssp"
        row = self.row(self.path(name + ".ibnetdiscover.gz"), "--set", "topology.speeds=ignore", "--set", "routing.model=lft",
                       "--set", f"routing.tables={name}.fts.gz", "--set", f"routing.fabric={name}.ibnetdiscover.gz")
        self.assertEqual(row, [24, 56, 24, 56, 4])
        done = datahall("fabric", "routes", self.path(name + ".ibnetdiscover.gz"), "--set", "routing.model=lft",
                        "--set", "routing.tables=x/none.fts", "--set", f"routing.fabric={name}.ibnetdiscover.gz")
        self.assert_exit(done, 3)
        self.assertIn("looked for x/none.fts beside the file of the command line", done.stderr)

    def test_a_loop_is_named_and_its_routes_do_not_exist(self):
        with gzip.open(self.path("small_minhop.fts.gz"), "rt", encoding="ascii") as file:
            tables = file.read()
        # Spines send what is for the first host on to another leaf, which sends it up again.
        head, spine, rest = tables.partition("(spine-0):")
        port = re.search(r"0x([0-9a-f]{4}) (\d{3}) : \(Channel Adapter portguid 0x[0-9a-f]{16}: 'H-n0-r0'\)", rest)
        wrong = "016" if port[2] != "016" else "015"
        self.assertTrue(spine)
        pathlib.Path(self.path("loop.fts")).write_text(
            head + spine + rest[:port.start(2)] + wrong + rest[port.end(2):], encoding="ascii")
        done = datahall("fabric", "routes", self.sheet("small_minhop.ibnetdiscover.gz", "loop.fts"), "--format", "json")
        self.assert_exit(done, 0)
        found = json.loads(done.stdout)
        # Ports 15 and 16 of spine-0 lead to the last leaf; spines are counted after the 8 leaves.
        self.assertIn("routes to host 0 loop through switches 7, 8", found["follows"]["notes"]["value"])
        self.assertGreater(found["list"][0]["unrouted"], 0)

    def test_each_mistake_has_its_code(self):
        good = "small_updn.ibnetdiscover.gz"
        with gzip.open(self.path("small_updn.fts.gz"), "rt", encoding="ascii") as file:
            pathlib.Path(self.path("cut.fts")).write_text("".join(file.readlines()[:50]), encoding="ascii")
        for fabric, tables, place, said in (
                (good, "cut.fts", "cut.fts:50", "is the file cut off?"),
                (good, good, good + ":6", "expected 'Unicast lids'"),
                ("degraded_updn.ibnetdiscover.gz", "small_updn.fts.gz", "small_updn.fts.gz:64", "has no cable"),
                ("small_updn.fts.gz", "small_updn.fts.gz", "small_updn.fts.gz", "expected a fabric")):
            done = datahall("fabric", "routes", self.sheet(fabric, tables))
            self.assert_exit(done, 3)
            self.assertIn(place, done.stderr)
            self.assertIn(said, done.stderr)
        done = datahall("fabric", "routes", self.path(good), "--engine", "lft")
        self.assert_exit(done, 2)
        self.assertIn("settings of its own", done.stderr)
        # Tables of another fabric than the one to route.
        sheet = pathlib.Path(self.sheet(good, "small_updn.fts.gz"))
        routing = sheet.read_text(encoding="utf-8").splitlines()[1]
        sheet.write_text("topology: {model: rail_optimized}\nnodes: 8\nnics: 4\nradix: 8\n" + routing + "\n",
                         encoding="utf-8")
        done = datahall("fabric", "routes", str(sheet))
        self.assert_exit(done, 1)
        self.assertIn("the tables are of 32 hosts and 10 switches, the fabric has 32 and 12", " ".join(done.stdout.split()))
        pathlib.Path(self.path("flows.txt")).write_text("0 0 5 1000 0\n", encoding="utf-8")
        done = datahall("fabric", "flows", str(sheet), "--flows", self.path("flows.txt"))
        self.assert_exit(done, 3)
        self.assertIn("the tables are of 32 hosts and 10 switches, the fabric has 32 and 12", done.stderr)


class Compare(CommandLine):
    HALLS = [str(SOURCE / "scenarios" / "starter" / name) for name in ("gpu_hall.yaml", "gb200_hall.yaml")]
    QUICK = ["--until", "6 h", "--replications", "2"]

    def test_files_hold_what_is_printed_and_no_path(self):
        out = self.path("out")
        done = datahall("compare", *self.HALLS, *self.QUICK, "-o", out, "--format", "json")
        self.assert_exit(done, 0)
        self.assertLessEqual({"compare.json", "compare.csv"}, set(os.listdir(out)))
        text = pathlib.Path(out, "compare.json").read_text(encoding="utf-8")
        self.assertEqual(done.stdout, text)
        self.assertNotIn(str(SOURCE), text)
        found = json.loads(text)
        self.assertEqual([h["file"] for h in found["halls"]], ["gpu_hall.yaml", "gb200_hall.yaml"])
        for row in found["rows"]:
            for part in ("values", "differences", "ratios"):
                self.assertEqual(len(row[part]), 2)
                self.assertTrue(all(e is None or e["low"] <= e["value"] <= e["high"] for e in row[part]), row)
        rows = rows_of(os.path.join(out, "compare.csv"))
        self.assertEqual(len(rows), 1 + 2 * len(found["rows"]))
        self.assert_exit(datahall("compare", *self.HALLS, *self.QUICK, "-o", out), 4)
        self.assert_exit(datahall("compare", *self.HALLS, *self.QUICK, "-o", out, "--force", "--jobs", "1"), 0)
        self.assertEqual(pathlib.Path(out, "compare.json").read_text(encoding="utf-8"), text)

    def test_the_table_fits_a_screen_and_names_the_base(self):
        done = datahall("compare", *self.HALLS, *self.QUICK, env=environment(COLUMNS="80"))
        self.assert_exit(done, 0)
        lines = done.stdout.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertTrue(any(line.startswith("figure") and "A (base)" in line and "B/A" in line for line in lines))
        self.assertIn("Verdict", lines)
        self.assertIn("Caveats", lines)

    def test_the_command_of_a_comparison_makes_it_again(self):
        words = ["compare", *self.HALLS, *self.QUICK, "--format", "json", "--equalise", "floor", "--seed", "3"]
        first = json.loads(datahall(*words).stdout)
        again = subprocess.run(["sh", "-c", f'exec "{PROGRAM}" ' + first["command"].split(" ", 1)[1] + " --format json"],
                               cwd=os.path.dirname(self.HALLS[0]), capture_output=True, text=True, check=True,
                               timeout=LIMIT_S, env=environment())
        self.assertEqual(json.loads(again.stdout), first)
        self.assertEqual((first["seed"], first["equalised"]), (3, "floor"))

    def test_each_mistake_has_its_code(self):
        for words, code in ((self.HALLS[:1], 2), (self.HALLS * 5, 2), ([*self.HALLS, "--replications", "0"], 2),
                            ([*self.HALLS, "--equalise", "work"], 2), ([*self.HALLS, "--jobs", "0"], 2),
                            ([self.HALLS[0], self.path("none.yaml")], 4), ([*self.HALLS, "--set", "hall.wdith=1 m"], 3),
                            ([*self.HALLS, "--set", "series_interval=1 s", "--until", "200 d"], 5)):
            done = datahall("compare", *words)
            self.assert_exit(done, code)
            self.assertEqual(done.stdout, "")

    def test_a_signal_ends_it_and_leaves_nothing(self):
        with subprocess.Popen([PROGRAM, "compare", *self.HALLS, "--replications", "500", "-o", self.path("out")],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as process:
            time.sleep(1.0)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=LIMIT_S)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(output, "")
        self.assertEqual(os.listdir(self.folder), [])


class Pack(CommandLine):
    NODES = str(SOURCE / "scenarios" / "data" / "jobs" / "openb_node_shapes.csv")
    JOBS = str(SOURCE / "scenarios" / "data" / "jobs" / "openb_pod_shapes.csv")

    def test_every_format_tells_the_same_of_every_policy(self):
        short = ["--demand", "100", "--replications", "1"]
        ends = json.loads(datahall("pack", self.NODES, self.JOBS, *short, "--format", "json").stdout)
        self.assertEqual(len(ends), 6)
        self.assertEqual(max(ends, key=lambda name: ends[name]["allocated"]), "fragmentation_gradient")
        curve = list(csv.DictReader(datahall("pack", self.NODES, self.JOBS, *short, "--format", "csv").stdout.splitlines()))
        table = datahall("pack", self.NODES, self.JOBS, *short).stdout
        for name, end in ends.items():
            last = [row for row in curve if row["policy"] == name][-1]
            self.assertAlmostEqual(float(last["allocated"]), end["allocated"])
            self.assertRegex(table, rf"{name} .*{100 * end['allocated']:.2f} %")

    def test_each_mistake_has_its_code(self):
        done = datahall("pack", self.NODES, self.JOBS, "--policy", "gpu_pack")
        self.assert_exit(done, 2)
        self.assertIn("gpu_packing", done.stderr)
        self.assert_exit(datahall("pack", self.NODES), 2)
        self.assert_exit(datahall("pack", self.NODES, self.path("none.csv")), 4)
        done = datahall("pack", self.JOBS, self.NODES)
        self.assert_exit(done, 3)
        self.assertIn("gpus", done.stderr)


class Lists(CommandLine):
    def test_every_list_prints_in_every_format(self):
        for subject in ("models", "catalogue", "units", "scenarios", "metrics"):
            table = datahall("list", subject)
            self.assert_exit(table, 0)
            objects = json.loads(datahall("list", subject, "--format", "json").stdout)
            rows = list(csv.reader(datahall("list", subject, "--format", "csv").stdout.splitlines()))
            self.assertTrue(objects)
            self.assertEqual([list(o.values()) for o in objects], rows[1:])
            self.assertEqual(list(objects[0]), rows[0])

    def test_every_catalogue_entry_has_a_source_and_a_confidence(self):
        for entry in json.loads(datahall("list", "catalogue", "--format", "json").stdout):
            self.assertTrue(entry["source"], entry)
            self.assertIn(entry["confidence"], ("datasheet", "measured", "published", "estimate"))

    def test_the_listed_metrics_are_those_of_a_run(self):
        listed = [m["metric"] for m in json.loads(datahall("list", "metrics", "--format", "json").stdout)]
        hall = str(SOURCE / "scenarios" / "starter" / "gpu_hall.yaml")
        run = json.loads(datahall("run", hall, *SHORT, "--format", "json").stdout)
        self.assertEqual(listed, list(run["metrics"]))

    def test_every_listed_scenario_is_valid(self):
        for scenario in json.loads(datahall("list", "scenarios", "--format", "json").stdout):
            self.assert_exit(datahall("validate", scenario["scenario"]), 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
