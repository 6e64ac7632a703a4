#!/usr/bin/env python3
"""Splits the instructions of a command by what they are for, counted by callgrind.

Usage: where_time_goes.py [--csv] PROGRAM ARGUMENT...
Such as: where_time_goes.py build/release/bin/datahall run scenarios/starter/gpu_hall.yaml --until "3 d"

queue     taking events out, putting them in, cancelling, the run loop
handlers  what the events do
settle    what follows once an instant: scheduling, placement, node power, power tree, heat
metrics   meters, wherever they are updated, and rows of the series
load      reading the scenario, building the facility
rest      starting the process, the first state, the result and its text

A line of code belongs to the queue or to the metrics by the file that it stands in, inlined or not, and what the queue
calls belongs to it but for the handlers and the settle; all else belongs to whoever called it.  A function that several call is divided by the instructions that each of them had it do.
Exit 77 without valgrind.
"""
import collections
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

PARTS = ("queue", "handlers", "settle", "metrics", "load", "rest")
OF_THE_RUN = PARTS[:4]
FILES = {
    "queue": re.compile(r"/datahall/event_(queue|handler)\.hpp$|/sim/kernel/(chunk_pool|entry_list|event_entry|event_queue|"
                        r"heap_store|indexed_heap|instant_guard|ladder|ladder_store|near_run|rung|slot_table|small_sort)\.[ch]pp$"),
    "metrics": re.compile(r"/sim/metrics/\w+\.[ch]pp$"),
}
FUNCTIONS = (  # by what stands before the parameters; the first that fits
    ("settle", re.compile(r"\bWorld::settle\b")),
    ("handlers", re.compile(r"\bdetail::call_member<")),
    ("queue", re.compile(r"\bdatahall::(EventQueue|Ladder|LadderStore|HeapStore|IndexedHeap|NearRun|Rung|EntryList|ChunkPool|"
                         r"SlotTable|InstantGuard)::")),
    ("metrics", re.compile(r"\bSampler::sample\b|\bdatahall::read_totals\b")),
    ("load", re.compile(r"\bdatahall::(load_scenario|build_facility)\b")),
)
ROUNDS = 60  # until shares have gone round every loop of calls


class Profile:
    """Costs by function and file, and who called whom, as callgrind writes them."""

    def __init__(self, lines):
        self.own = collections.defaultdict(collections.Counter)    # function -> file -> instructions
        self.calls = collections.defaultdict(collections.Counter)  # callee -> caller -> instructions
        self.times = collections.Counter()                         # callee -> calls
        self.names = {}
        file = function = callee = None
        for line in lines:
            key, _, value = line.partition("=")
            if key in ("fl", "fi", "fe"):
                file = self.name("file", value)
            elif key in ("cfi", "cfl"):
                self.name("file", value)
            elif key == "fn":
                function = self.name("fn", value)
                self.own[function]  # known, even if it costs nothing
            elif key == "cfn":
                callee = self.name("fn", value)
            elif key == "calls":
                self.times[callee] += int(value.split()[0])
            elif line[0] in "0123456789+-*":
                cost = int(line.split()[1])
                if callee is None:
                    self.own[function][file] += cost
                else:
                    self.calls[callee][function] += cost
                    callee = None

    def name(self, kind, text):
        """Of "(12) name", or of "(12)" where it was said before."""
        number, _, name = text.strip().partition(" ")
        return self.names.setdefault((kind, number), name)


def part_of_file(file):
    return next((part for part, pattern in FILES.items() if pattern.search(file)), None)


def part_of_function(signature):
    name = signature.replace("(anonymous namespace)", "").partition("(")[0]
    return next((part for part, pattern in FUNCTIONS if pattern.search(name)), None)


def shares_of(profile):
    """Of each function, which part of it serves what."""
    fixed = {f: part_of_function(f) for f in profile.own}
    shares = {f: {fixed[f] or "rest": 1.0} for f in profile.own}
    for _ in range(ROUNDS):
        for function, callers in profile.calls.items():
            if fixed.get(function) or not sum(callers.values()):
                continue
            mixed = collections.Counter()
            for caller, cost in callers.items():
                for part, share in shares[caller].items():
                    mixed[part] += share * cost
            whole = sum(callers.values())
            shares[function] = {part: cost / whole for part, cost in mixed.items()}
    return shares


def split(profile):
    """Instructions by part."""
    shares = shares_of(profile)
    sums = dict.fromkeys(PARTS, 0.0)
    for function, files in profile.own.items():
        for file, cost in files.items():
            part = part_of_file(file)
            for where, share in ({part: 1.0} if part else shares[function]).items():
                sums[where] += share * cost
    return sums


def events_of(profile):
    return sum(n for f, n in profile.times.items() if part_of_function(f) == "handlers")


def profile_of(command):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind.out")
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"error: {' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
        with open(out, encoding="utf-8", errors="replace") as file:
            return Profile(line for line in map(str.rstrip, file) if line)


def main():
    words = sys.argv[1:]
    as_csv = words[:1] == ["--csv"]
    command = words[as_csv:]
    if not command:
        sys.exit(__doc__)
    if not shutil.which("valgrind"):
        print("valgrind is not installed", file=sys.stderr)
        return 77
    profile = profile_of(command)
    sums, events = split(profile), events_of(profile)
    run = sum(sums[part] for part in OF_THE_RUN)
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([("part", "instructions"), *((part, round(sums[part])) for part in PARTS), ("events", events)])
        return 0
    print(f"{events} events, {run / max(events, 1):.0f} instructions each")
    print(f"{'part':<10}{'instructions':>16}{'an event':>12}{'of the run':>12}")
    for part in PARTS:
        share = f"{sums[part] / max(run, 1):.1%}" if part in OF_THE_RUN else ""
        print(f"{part:<10}{sums[part]:>16.0f}{sums[part] / max(events, 1):>12.1f}{share:>12}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
