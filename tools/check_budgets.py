#!/usr/bin/env python3
"""Fails when a function, a parameter list or a file outgrows its budget.  Usage: check_budgets.py ROOT

Needs universal-ctags; without it the check is skipped (exit 77).
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

FUNCTION_LINES = 60
PARAMETERS = 5
HEADER_LINES = 200
FILE_LINES = 600

# "file: name" (or only the file) of what may exceed a budget, and why
EXCEPTIONS = {}


def sources(*tops):
    return sorted(p.as_posix() for top in tops for p in pathlib.Path(top).rglob("*.[ch]pp"))


def check_files():
    for place in sources("include", "sim", "models", "tools", "tests"):
        with open(place, encoding="utf-8") as file:
            lines = sum(1 for _ in file)
        is_product_header = place.endswith(".hpp") and not place.startswith("tests/")
        limit = HEADER_LINES if is_product_header else FILE_LINES
        if lines > limit:
            yield place, f"{place}: {lines} lines, at most {limit}"


def count_parameters(signature):
    """The number of parameters in "(int a, std::map<int, int> b = {1, 2})"."""
    inside = signature[signature.index("(") + 1:signature.rindex(")")].strip()
    if inside in ("", "void"):
        return 0
    depth, count = 0, 1
    for letter in inside.replace("->", ""):
        depth += (letter in "(<[{") - (letter in ")>]}")
        count += letter == "," and depth == 0
    return count


def tags():
    """Every function and prototype that ctags sees, as a dictionary."""
    command = ["ctags", "--options=NONE", "--languages=C++", "--langmap=C++:.cpp.hpp", "--kinds-C++=fp",
               "--fields=+neS", "--output-format=json", "--sort=no", "-f", "-", "-L", "-"]
    listing = "\n".join(sources("include", "sim", "models", "tools"))
    run = subprocess.run(command, input=listing, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def check_functions():
    for tag in tags():
        place, name = tag["path"], tag["name"]
        lines = tag.get("end", tag["line"]) - tag["line"] + 1
        if tag["kind"] == "function" and lines > FUNCTION_LINES:
            yield f"{place}: {name}", f"{place}:{tag['line']}: {name} has {lines} lines, at most {FUNCTION_LINES}"
        parameters = count_parameters(tag.get("signature", "()"))
        if parameters > PARAMETERS:
            yield f"{place}: {name}", f"{place}:{tag['line']}: {name} has {parameters} parameters, at most {PARAMETERS}"


def summary():
    lengths = sorted(t["end"] - t["line"] + 1 for t in tags() if t["kind"] == "function" and "end" in t)
    if not lengths:
        return "no functions"
    at = lambda share: lengths[min(len(lengths) - 1, int(share * len(lengths)))]
    return f"{len(lengths)} functions: median {at(.5)}, 90 % {at(.9)}, 99 % {at(.99)} lines"


def main():
    if shutil.which("ctags") is None:
        print("skipped: universal-ctags is not installed")
        return 77
    os.chdir(sys.argv[1])
    found = dict([*check_files(), *check_functions()])
    errors = [text for key, text in found.items() if key not in EXCEPTIONS]
    errors += [f"EXCEPTIONS names '{key}', which is within its budget" for key in EXCEPTIONS if key not in found]
    print("\n".join(errors) or "all within budget")
    print(summary())
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
