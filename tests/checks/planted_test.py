#!/usr/bin/env python3
"""Each checker of tools/ must find what is planted for it in a small tree, and accept the tree without it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
CLEAN = {
    "include/datahall/units.hpp": "#pragma once\n#include <vector>\nstruct Watts { double w; };\n",
    "sim/kernel/queue.cpp": '#include "datahall/units.hpp"\n',
    "sim/build/fabric/graph_check.cpp": "#include <boost/graph/adjacency_list.hpp>\n",
    "models/power/psu.cpp": '#include <fmt/format.h>\n#include "datahall/units.hpp"\n',
    "tools/datahall/main.cpp": '#include "models/builtin.hpp"\n',
    "README.md": "# A tree\n\n```sh\necho one; echo two; echo three\n```\n```output\none\n...\nthree\n```\n",
    "scenarios/a.yaml": "a: 1\n",
}


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for place, text in CLEAN.items():
            self.plant(place, text)

    def tearDown(self):
        self.folder.cleanup()

    def plant(self, place, text):
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def check(self, name, *arguments):
        command = [sys.executable, TOOLS / f"check_{name}.py", self.root, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def expect_finding(self, checker, place, text, finding, *arguments):
        before = CLEAN.get(place)
        self.plant(place, text)
        run = self.check(checker, *arguments)
        self.assertEqual(run.returncode, 1, f"{place} with {text!r} was accepted:\n{run.stdout}")
        self.assertIn(finding, run.stdout)
        if before is None:
            (self.root / place).unlink()
        else:
            self.plant(place, before)

    def expect_clean(self, checker, *arguments):
        run = self.check(checker, *arguments)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_includes_across_layers_are_found(self):
        self.expect_clean("includes")
        for place, name in [
            ("include/datahall/x.hpp", "<fmt/core.h>"),
            ("include/datahall/x.hpp", '"sim/kernel/queue.hpp"'),
            ("include/datahall/x.hpp", "<unistd.h>"),
            ("sim/kernel/x.cpp", '"sim/config/reader.hpp"'),
            ("sim/config/x.cpp", "<yaml-cpp/yaml.h>"),
            ("sim/build/x.cpp", "<boost/graph/adjacency_list.hpp>"),
            ("sim/metrics/x.cpp", '"sim/run/world.hpp"'),
            ("sim/run/x.cpp", '"sim/report/json.hpp"'),
            ("sim/report/x.cpp", '"sim/run/world.hpp"'),
            ("sim/report/x.cpp", "<Eigen/Dense>"),
            ("models/power/x.cpp", '"sim/config/reader.hpp"'),
            ("models/power/x.cpp", "<Eigen/Dense>"),
            ("tools/datahall/x.cpp", "<boost/program_options.hpp>"),
        ]:
            self.expect_finding("includes", place, f"#include {name}\n", f"may include {name[1:-1]}"
                                if name[1:-1].startswith(("yaml-cpp", "boost")) else f"may not include {name[1:-1]}")
        self.expect_finding("includes", "sim/secret/x.cpp", "\n", "belongs to no layer")
        self.expect_finding("includes", "sim/run/x.hpp", "#pragma once\nstruct Watts { int w; };\n", "Watts is defined in")

    def test_forbidden_words_are_found(self):
        self.expect_clean("words")
        for place, text in [
            ("sim/run/x.cpp", "// TO" + "DO: later\n"),
            ("sim/build/x.cpp", "// TO" + "DO: later\n"),
            ("sim/run/x.cpp", "std::shared_ptr<int> p;\n"),
            ("sim/run/x.cpp", "const auto t = std::chrono::steady_clock::now();\n"),
            ("models/power/x.cpp", "const double y = std::exp(x);\n"),
            ("models/power/x.cpp", "std::normal_distribution<double> d;\n"),
            ("tools/datahall/x.cpp", "std::system(text);\n"),
            ("tools/datahall/x.cpp", "fmt::format(fmt::runtime(text));\n"),
            ("sim/run/x.cpp", "    // world.settle(now);\n"),
            ("CMakeLists.txt", "add_compile_options(-ffa" + "st-math)\n"),
            ("README.md", "see ../sha" + "red/reference\n"),
            ("models/x.md", "as in /wo" + "rk/main\n"),
        ]:
            self.expect_finding("words", place, text, f"{place}:1: ")

    def test_words_that_only_look_forbidden_are_accepted(self):
        self.plant("sim/run/x.cpp", "// TO" + "DO(perf): skip idle racks\n// the power system (all of it) settles first;\n"
                   "//     world.settle(now);  an example\nconst double y = math::exp(x) + log_mean(z);\n")
        self.plant("tools/datahall/x.cpp", "const auto t = std::chrono::steady_clock::now();\n")
        self.expect_clean("words")

    @unittest.skipIf(shutil.which("ctags") is None, "universal-ctags is not installed")
    def test_outgrown_budgets_are_found(self):
        self.plant("sim/run/y.cpp", "int f(int a, int b, int c, std::map<int, int> d, int e) {\n" + "    a += b;\n" * 58 + "}\n")
        self.expect_clean("budgets")
        self.expect_finding("budgets", "sim/run/x.cpp", "int f() {\n" + "    g();\n" * 59 + "}\n", "f has 61 lines")
        self.expect_finding("budgets", "sim/run/x.hpp", "int f(int a, int b, int c, int d, int e, int g);\n", "6 parameters")
        self.expect_finding("budgets", "include/datahall/x.hpp", "\n" * 201, "201 lines")
        self.expect_finding("budgets", "tests/x.cpp", "\n" * 601, "601 lines")

    def test_headers_that_do_not_stand_alone_are_found(self):
        self.expect_clean("headers")
        self.expect_finding("headers", "include/datahall/x.hpp", "#pragma once\ninline std::string s();\n", "x.hpp does not")
        self.expect_finding("headers", "sim/run/x.hpp", "#pragma once\ninline int f(long a) { return a; }\n", "-Werror=conversion")

    def test_readme_commands_that_fail_or_print_something_else_are_found(self):
        self.expect_clean("readmes", "/nowhere")
        block = "```sh{}\n{}\n```\n"
        self.expect_finding("readmes", "sim/README.md", block.format("", "false"), "exit 1, expected 0", "/nowhere")
        self.expect_finding("readmes", "sim/build/README.md", block.format("", "false"), "exit 1, expected 0", "/nowhere")
        self.expect_finding("readmes", "sim/README.md", block.format(" exit=3", "true"), "exit 0, expected 3", "/nowhere")
        self.expect_finding("readmes", "sim/README.md", block.format("", "echo a") + "```output\nb\n```\n",
                            "prints something else", "/nowhere")
        self.plant("sim/README.md", block.format(" no-run", "false") + block.format(" exit=3", "exit 3"))
        self.expect_clean("readmes", "/nowhere")
        self.assertFalse((self.root / "results").exists())

    def compare_fake_runs(self, body):
        """tools/determinism with a program that writes `body`, a shell text, into each output."""
        self.plant("fake", '#!/bin/sh\nout=$4\nmkdir -p "$out"\nfor f in result.json series.csv jobs.csv; do '
                   f'echo {body} > "$out/$f"; done; exit 0\n')
        (self.root / "fake").chmod(0o755)
        command = [sys.executable, TOOLS / "determinism", "--binary", self.root / "fake", "--scenario", self.root / "scenarios/a.yaml"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    @unittest.skipIf(shutil.which("g++") is None, "g++ is not installed")
    def test_results_that_depend_on_anything_but_scenario_and_seed_are_found(self):
        run = self.compare_fake_runs('"the same"')
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        for body, way in [("$$", "again"), ("$TZ", "elsewhere"), ("$(pwd)", "elsewhere"), ('"$*"| grep -o audit', "audited"),
                          ('"$*"| grep -o 3600s', "series every hour")]:
            run = self.compare_fake_runs(body)
            self.assertEqual(run.returncode, 1, run.stdout)
            self.assertIn(f"seed 1, {way}: result.json differs", run.stdout)


if __name__ == "__main__":
    unittest.main()
