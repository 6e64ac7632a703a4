#!/usr/bin/env python3
"""Compiles every header of ours alone, all warnings as errors, with g++ and, if installed, clang++-14.

Usage: check_headers.py ROOT [SYSTEM_INCLUDE...]     (ccache makes the second run fast)
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

WARNINGS = ("-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast "
            "-Wnon-virtual-dtor -Werror -ffp-contract=off").split()


SCRATCH = "build/headers"  # always the same place: ccache looks at paths


def compile_alone(compiler, header, includes):
    """The compiler's messages; empty if the header compiles."""
    stem = os.path.join(SCRATCH, compiler, str(header).replace("/", "_"))
    with open(stem + ".cpp", "w", encoding="utf-8") as source:
        source.write(f'#include "{header}"\n')
    command = [compiler, "-std=c++20", *WARNINGS, "-I.", "-Iinclude", *includes, "-c", stem + ".cpp", "-o", stem + ".o"]
    if shutil.which("ccache"):
        command.insert(0, "ccache")
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def include_name(path):
    return path.relative_to("include") if path.is_relative_to("include") else path


def main():
    os.chdir(sys.argv[1])
    includes = [part for folder in sys.argv[2:] for part in ("-isystem", folder)]
    headers = [include_name(p) for top in ("include", "sim", "models", "tools") for p in sorted(pathlib.Path(top).rglob("*.hpp"))]
    compilers = [c for c in ("g++", "clang++-14") if shutil.which(c)]
    for compiler in compilers:
        os.makedirs(os.path.join(SCRATCH, compiler), exist_ok=True)
    failed = 0
    pairs = [(c, h) for h in headers for c in compilers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda pair: compile_alone(*pair, includes), pairs)
        for (compiler, header), messages in zip(pairs, results):
            if messages:
                failed += 1
                print(f"{header} does not compile alone with {compiler}:\n{messages}")
    print(f"{len(headers)} headers, {' and '.join(compilers)}: {failed} failures")
    return bool(failed or not headers)


if __name__ == "__main__":
    sys.exit(main())
