#!/usr/bin/env python3
"""Which parts the benchmark is asked for.  Usage: parts_test.py PROGRAM"""
import subprocess
import sys
import unittest

BENCH = sys.argv.pop(1)
USAGE = 2


def run(*words):
    return subprocess.run([BENCH, *words, "--progress", "never"], capture_output=True, text=True, check=False)


class Parts(unittest.TestCase):
    def assert_refused(self, done, text):
        self.assertEqual(done.returncode, USAGE, done.stderr)
        self.assertIn(text, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_an_unknown_part_is_refused_with_the_nearest_name(self):
        self.assert_refused(run("simulatoin"),
                            "'bench' knows 'queue', 'simulation', 'jobs', 'power', 'cooling' or 'fabric', got 'simulatoin'; did you mean 'simulation'?")

    def test_one_document_does_not_hold_jobs_and_another_part(self):
        self.assert_refused(run("jobs", "queue", "--format", "json"), "'bench' prints 'jobs' as json alone")

    def test_one_document_does_not_hold_jobs_and_power(self):
        self.assert_refused(run("jobs", "power", "--format", "csv"), "'bench' prints 'jobs' as csv alone")

    def test_cells_without_exponential_increments_have_the_targets_that_are_left(self):
        done = run("queue", "--mode", "hold", "--distribution", "ties", "--entities", "100", "--entities", "1000",
                   "--rounds", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("pod / ladder, 100 entities, ties", done.stdout)
        self.assertNotIn("growth exponent", done.stdout)


if __name__ == "__main__":
    unittest.main()
