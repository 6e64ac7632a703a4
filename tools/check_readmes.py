#!/usr/bin/env python3
"""Runs every ```sh block of every README.md, from the repository's root, and compares what it prints.

Usage: check_readmes.py ROOT BIN_FOLDER     (BIN_FOLDER holds the built datahall)

    ```sh            runs, and must end with 0
    ```sh exit=3     runs, and must end with 3
    ```sh no-run     is not run
    ```output        directly after a block that ran: must equal its stdout; a line "..." stands for any lines

The blocks of one README run in order, in a scratch folder that has the scenarios and links to the rest.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\S*)[ ]*(.*?)\n(.*?)^```[ ]*$", re.M | re.S)
SKIP = {".git", "build", "results"}  # of the root only: sim/build is ours
LIMIT_S = 300


def matches(expected, printed):
    """Whether the lines are equal, where "..." among the expected stands for any number of lines."""
    if not expected:
        return not printed
    if expected[0].strip() == "...":
        return any(matches(expected[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and expected[0].rstrip() == printed[0].rstrip() and matches(expected[1:], printed[1:])


def make_scratch(folder):
    for name in sorted(set(os.listdir(".")) - SKIP):
        if name == "scenarios":
            shutil.copytree(name, os.path.join(folder, name))
        else:
            os.symlink(os.path.abspath(name), os.path.join(folder, name))


def run(block, folder, bin_folder):
    env = {**os.environ, "PATH": bin_folder + os.pathsep + os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=env, timeout=LIMIT_S,
                          capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def check_readme(readme, folder, bin_folder):
    """Yields what is wrong; counts the blocks that ran in check_readme.ran."""
    text = readme.read_text(encoding="utf-8")
    done = None
    for fence in FENCE.finditer(text):
        language, marks, body = fence.groups()
        place = f"{readme}:{text.count(chr(10), 0, fence.start()) + 1}"
        if language == "sh" and "no-run" not in marks.split():
            done = run(body, folder, bin_folder)
            check_readme.ran += 1
            expected = int(next((m[5:] for m in marks.split() if m.startswith("exit=")), 0))
            if done.returncode != expected:
                yield f"{place}: exit {done.returncode}, expected {expected}\n{body}{done.stderr}"
        elif language == "output" and done is None:
            yield f"{place}: an output block that follows no block that ran"
        elif language == "output":
            if not matches(body.splitlines(), done.stdout.splitlines()):
                yield f"{place}: prints something else:\n{done.stdout}"
            done = None
        else:
            done = None


def main():
    os.chdir(sys.argv[1])
    bin_folder = os.path.abspath(sys.argv[2])
    check_readme.ran = 0
    errors = []
    readmes = [p for p in sorted(pathlib.Path(".").rglob("README.md")) if p.parts[0] not in SKIP]
    for readme in readmes:
        with tempfile.TemporaryDirectory() as folder:
            make_scratch(folder)
            errors += check_readme(readme, folder, bin_folder)
    print("\n".join(errors) or f"{check_readme.ran} command blocks in {len(readmes)} READMEs do what they say")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
