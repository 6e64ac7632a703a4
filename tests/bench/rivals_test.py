#!/usr/bin/env python3
"""How the benchmark takes the programs of its rivals, with impostors in their place.  Usage: rivals_test.py PROGRAM"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BENCH = pathlib.Path(sys.argv.pop(1))
SHORT = ["--mode", "cancel", "--entities", "100", "--rounds", "1", "--progress", "never"]
OURS = "12 public checksums: reproduced by ladder; 4-ary heap; pod -O2; pod -O3 native; function, 16 B; function, 24 B; " \
       "boost d-ary; boost fibonacci; boost pairing; multimap"
BUG = 70


def run(program):
    return subprocess.run([program, *SHORT], capture_output=True, text=True, check=False)


class Impostors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.bench = pathlib.Path(self.folder.name) / BENCH.name
        shutil.copy(BENCH, self.bench)

    def tearDown(self):
        self.folder.cleanup()

    def plant(self, script):
        impostor = self.bench.with_name("datahall-bench-ns3")
        impostor.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        impostor.chmod(0o755)

    def assert_row(self, done, ending):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, rf"ns-3 map +{ending}\n")

    def test_a_program_that_is_not_there_makes_rows_that_say_so(self):
        done = run(self.bench)
        self.assert_row(done, "not installed")
        self.assertIn(f"{OURS}\n", done.stdout)

    def test_a_program_without_its_library_counts_as_not_installed(self):
        self.plant("exit 127")
        self.assert_row(run(self.bench), "not installed")

    def test_a_program_that_runs_out_of_time_did_not_finish(self):
        self.plant("ulimit -c 0; kill -XCPU $$")
        done = run(self.bench)
        self.assert_row(done, "did not finish")
        self.assertIn("reproduced until one took too long: ns-3 priority queue", done.stdout)

    def test_another_sequence_is_refused_with_contestant_and_row(self):
        self.plant("echo 1.0 100000 5 0 0")
        done = run(self.bench)
        self.assertEqual(done.returncode, BUG)
        self.assertIn("ns-3 priority queue fires another sequence than is stored as row 1 (uniform, 100 entities)", done.stderr)

    def test_a_program_that_fails_is_not_taken_for_slow(self):
        self.plant("echo nonsense; exit 1")
        done = run(self.bench)
        self.assertEqual(done.returncode, BUG)
        self.assertIn("datahall-bench-ns3 ended with", done.stderr)


class Built(unittest.TestCase):
    def test_every_contestant_that_is_here_reproduces_the_stored_runs(self):
        done = run(BENCH)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(OURS, done.stdout)
        if BENCH.with_name("datahall-bench-ns3").exists():
            self.assertRegex(done.stdout, "reproduced by .*; ns-3 priority queue; ns-3 map; ns-3 heap")
            self.assertRegex(done.stdout, r"ns-3 map +\d+\.\d ")


if __name__ == "__main__":
    unittest.main()
