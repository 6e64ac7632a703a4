#!/usr/bin/env python3
"""Writes the batch log that ships with datahall: scenarios/data/jobs/synthetic_128.swf.gz.

    python3 tools/make_swf.py scenarios/data/jobs/synthetic_128.swf.gz

The log is made up, so that anybody may ship it, but shaped like recorded ones: a machine of 128
processors, about 4,000 jobs, an offered load near 0.85, busy working hours, many short and narrow
jobs and few long and wide ones, users who ask for round numbers of hours and far more than they
need, and the faults that real logs have (see plant_faults).  The text is the same on every machine:
all randomness comes from the SplitMix64 below, and all arithmetic is on integers.  (The packed file
may differ with the version of zlib.)  tests/data/scheduling/expected.csv holds its exact schedules.
"""
import gzip
import sys

PROCESSORS = 128
JOBS = 4000
USERS = 60
SEED = 20240601
START = 1704067200  # 2024-01-01T00:00:00Z

# (percent of the jobs that run shorter, seconds)
RUN_POINTS = [(0, 1), (12, 30), (35, 300), (55, 1200), (75, 5400), (90, 18000), (98, 43200), (100, 86400)]
WIDTHS = [(1, 28), (2, 12), (3, 3), (4, 14), (6, 3), (8, 14), (12, 3), (16, 12), (24, 2), (32, 6), (64, 2), (128, 1)]
LIMITS = [300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800]
LOAD_BY_HOUR = [2, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 7, 8, 8, 7, 6, 5, 4, 4, 3, 3, 2]


class Random:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() * n >> 64

    def chosen(self, weighted):
        pick = self.below(sum(weight for _, weight in weighted))
        for value, weight in weighted:
            if pick < weight:
                return value
            pick -= weight
        raise AssertionError("weights")


def run_time(random):
    """A draw from the piecewise linear distribution RUN_POINTS, in whole seconds."""
    u = random.below(1_000_000)
    for (low, shortest), (high, longest) in zip(RUN_POINTS, RUN_POINTS[1:]):
        begin, end = 10_000 * low, 10_000 * high
        if u < end:
            return shortest + (longest - shortest) * (u - begin) // (end - begin)
    raise AssertionError("points")


def estimate(random, run):
    """The limit that a user asks for: a round figure, often far above the need, sometimes below."""
    if random.below(100) < 2:
        return max(60, run * 4 // 5 // 60 * 60)  # killed at the limit
    if random.below(100) < 8:
        return run  # exact
    enough = [limit for limit in LIMITS if limit >= run]
    step = random.chosen([(0, 45), (1, 25), (2, 15), (3, 10), (4, 5)])
    return enough[min(step, len(enough) - 1)]


def submit_times(random, span):
    """JOBS sorted submit seconds within the span, denser in working hours, with some ties."""
    hours = [(hour, LOAD_BY_HOUR[hour % 24] * (10 if hour // 24 % 7 < 5 else 4)) for hour in range(span // 3600)]
    times = sorted(3600 * random.chosen(hours) + random.below(3600) for _ in range(JOBS))
    for k in range(1, JOBS):
        if random.below(100) < 4:
            times[k] = times[k - 1]  # submitted by one script
    return sorted(times)


def make_jobs():
    random = Random(SEED)
    shapes = [(run_time(random), random.chosen(WIDTHS)) for _ in range(JOBS)]
    work = sum(run * width for run, width in shapes)
    span = work * 100 // (85 * PROCESSORS) // 3600 * 3600  # offered load 0.85
    submits = submit_times(random, span)
    jobs = []
    for number, (submit, (run, width)) in enumerate(zip(submits, shapes), start=1):
        user = 1 + random.below(1 + random.below(USERS))  # few users submit most jobs
        jobs.append([number, submit, -1, run, width, -1, -1, width, estimate(random, run), -1, 1, user,
                     1 + user % 5, -1, 1, 1, -1, -1])
    return jobs


def plant_faults(jobs):
    """What recorded logs contain; every one is counted by a reader's import report."""
    jobs[99][3] = 0        # did not run: dropped
    jobs[499][4] = -1      # allocation unknown: the request counts
    jobs[799][8] = -1      # no estimate: the run time counts
    jobs[1199][4] = jobs[1199][7] = -1  # no processors at all: dropped
    jobs[1599][4] = jobs[1599][7] = 200  # wider than the machine: dropped
    jobs[1999][11] = -1    # user unknown
    jobs[2399][1] = -1     # submit unknown: dropped
    jobs[2799], jobs[2809] = jobs[2809], jobs[2799]  # two lines out of order


def write_log(path):
    jobs = make_jobs()
    plant_faults(jobs)
    header = ["Version: 2.2", "Computer: none (synthetic)", "Installation: datahall, tools/make_swf.py",
              f"MaxJobs: {len(jobs)}", f"MaxRecords: {len(jobs)}", f"UnixStartTime: {START}", "TimeZone: 0",
              f"MaxNodes: {PROCESSORS}", f"MaxProcs: {PROCESSORS}",
              "Note: made up by a program; no person or machine is behind it"]
    lines = [f"; {text}" for text in header]
    lines += [" ".join(f"{value:6d}" for value in job) for job in jobs]
    text = ("\n".join(lines) + "\n").encode()
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_log(sys.argv[1])
