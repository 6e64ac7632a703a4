#!/usr/bin/env python3
"""Fails on words that the rules of the house forbid.  Usage: check_words.py ROOT

Words that this file itself must not spell have a bracket in their middle.
"""
import os
import pathlib
import re
import sys

CODE = ("include/", "sim/", "models/", "tools/")
PRODUCT = ("include/", "sim/", "models/")  # where neither the clock nor the machine may be asked

# (name, pattern, folders, file endings): the rules for code
LIBM = r"exp2?|expm1|log(?:2|10|1p)?|pow|a?sinh?|a?cosh?|a?tanh?|atan2|cbrt|erfc?|[lt]gamma|hypot|fma"
RULES = [
    ("what is left to do says its kind, (perf|soon|someday): text",
     r"\bTO[D]O\b(?!\((?:perf|soon|someday)\): \S)|\b(?:FIX[M]E|XX[X])\b", ("",), ("pp", ".py", ".md", ".txt", ".yaml")),
    ("no shared ownership", r"\bshared_ptr\b", CODE, ("pp",)),
    ("user text is never a format string", r"\bfmt::runtime\b", ("",), ("pp",)),
    ("no shell from the program", r"\b(?:std::)?(?:system|popen)\(", CODE, ("pp",)),
    ("random numbers come from named streams",
     r"\bstd::s?rand\b|\b(?:random_device|mt19937(?:_64)?|default_random_engine)\b|\bstd::\w+_distribution\b",
     CODE, ("pp",)),
    ("no wall clock in the product",
     r"\b(?:system|steady|high_resolution)_clock\b|\b(?:gettimeofday|clock_gettime|localtime(?:_r)?)\b|\bstd::time\(",
     PRODUCT, ("pp",)),
    ("libm differs between CPUs: use datahall/math.hpp", rf"\bstd::(?:{LIBM})[fl]?\(|(?<![\w:>.])::(?:{LIBM})\(", PRODUCT, ("pp",)),
    ("no commented-out code", r"^\s*//(?! {2,})\s?(?:return\b.*|if \(.*|for \(.*|auto .*|const .*|[\w.:>\-]+\(.*\)|[\w.:>\-]+ [-+*/]?= .*)[;{]\s*$", CODE, ("pp",)),
    ("no flag that changes arithmetic", r"-ff[a]st-math|-mar[c]h=|-Of[a]st|-funs[a]fe-math", ("",), ("CMakeLists.txt", ".cmake", "CMakePresets.json")),
    # the repository stands alone: nothing in it knows the place or the way it was made
    ("no path of a machine", r"/wo[r]k/|/fa[r]m/|/ho[m]e/\w+|/tm[p]/(?:build_|bash_)|bash_jo[b]s|\bbri[e]f\.md\b", ("",), ("",)),
    ("no folder beside the checkout", r"\.\./sha[r]ed|\bsha[r]ed/(?:data|reference|oracles|style|hooks|design)", ("",), ("",)),
    ("no author but people", r"(?i)\bclau[d]e\b|\banthro[p]ic\b|\bco[p]ilot\b|\bchatg[p]t\b|co-auth[o]red-by|\bAI[ -](?:ag[e]nt|assist[a]nt|gener[a]ted|writt[e]n)", ("",), ("",)),
    ("no address of a package registry", r"\bpk[g]\.dev\b|artif[a]ct-?registry|\bpy[p]i\.org\b|registry\.np[m]js", ("",), ("",)),
]
EXEMPT = {
    (".ci/run", "no folder beside the checkout"): "looks for traces that may not ship",
    ("tests/bench/CMakeLists.txt", "no flag that changes arithmetic"): "a rival of the benchmark gets its best flags",
}
SKIP = {"./.git", "./build", "./results", "./.cache"}  # of the root only: sim/build is ours
BINARY = {".gz", ".png", ".ico", ".pyc", ".swp"}


def text_files():
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(f for f in folders if f"{folder}/{f}" not in SKIP and f != "__pycache__")
        for name in sorted(names):
            path = pathlib.Path(folder, name)
            if path.suffix not in BINARY and f"{folder}/{name}" not in SKIP:  # .git of a worktree is a file
                yield path.as_posix()


def check_text(place, text):
    rules = [r for r in RULES if place.startswith(r[2]) and place.endswith(r[3]) and (place, r[0]) not in EXEMPT]
    for rule, pattern, _, _ in rules:
        for hit in re.finditer(pattern, text, re.M):
            yield f"{place}:{text.count(chr(10), 0, hit.start()) + 1}: {rule}: {hit.group().strip()}"


def main():
    os.chdir(sys.argv[1])
    errors = []
    for place in text_files():
        errors += check_text(place, pathlib.Path(place).read_text(encoding="utf-8", errors="replace"))
    print("\n".join(errors) or "no forbidden word")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
