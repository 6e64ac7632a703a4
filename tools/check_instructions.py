#!/usr/bin/env python3
"""Instructions an event of the event queue, counted by callgrind, against their budgets.

Usage: check_instructions.py PROGRAM BUDGETS [--write]

Each line of BUDGETS names a cell of the benchmark.  Two runs of different length, their difference divided by the
difference in events: start-up drops out, and the count is the same at each run of one build.  Exit 1 if a cell
takes more than its budget and 1 %; --write puts what was counted into BUDGETS instead.  Exit 77 without valgrind.
"""
import csv
import re
import shutil
import subprocess
import sys

SHORT, LONG = 200_000, 600_000
TOLERANCE = 1.01


def instructions(program, cell, pops):
    """Instructions of a whole run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *cell, str(pops)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not counted:
        sys.exit(f"error: {' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return int(counted[1])


def per_event(program, cell):
    return (instructions(program, cell, LONG) - instructions(program, cell, SHORT)) / (LONG - SHORT)


def main():
    program, budgets, *options = sys.argv[1:]
    if not shutil.which("valgrind"):
        print("valgrind is not installed")
        return 77
    with open(budgets, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    over = 0
    for row in rows:
        cell = [row["mode"], row["distribution"], row["entities"]]
        counted = per_event(program, cell)
        too_many = counted > TOLERANCE * float(row["budget"])
        over += too_many
        print(f"{' '.join(cell):<32}{counted:8.1f} instructions an event, budget {row['budget']}{'  OVER' * too_many}")
        row["budget"] = f"{counted:.1f}"
    if "--write" not in options:
        return 1 if over else 0
    with open(budgets, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
